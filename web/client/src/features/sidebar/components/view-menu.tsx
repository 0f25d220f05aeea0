import { SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { IconButton } from "../../../ui/button";
import { sidebarStrings } from "../strings";

const ViewMenuItems = lazy(() =>
  import("./view-menu-items").then((module) => ({ default: module.ViewMenuItems })),
);
const SectionsDialog = lazy(() =>
  import("./section-dialogs").then((module) => ({ default: module.SectionsDialog })),
);

export function ViewMenu() {
  const [isArranging, setIsArranging] = useState(false);
  return (
    <>
      <MenuTrigger>
        <IconButton label={sidebarStrings.view.title} icon={<SlidersHorizontal />} />
        <Suspense fallback={null}>
          <ViewMenuItems onArrange={() => setIsArranging(true)} />
        </Suspense>
      </MenuTrigger>
      {isArranging && (
        <Suspense fallback={null}>
          <SectionsDialog onClose={() => setIsArranging(false)} />
        </Suspense>
      )}
    </>
  );
}

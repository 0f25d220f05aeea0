import { Plus } from "lucide-react";
import { lazy, Suspense } from "react";
import { MenuTrigger } from "react-aria-components";
import { IconButton } from "../../../ui/button";
import { composerStrings as strings } from "../strings";
import type { Additions } from "./add-menu-items";

const AddMenuItems = lazy(() => import("./add-menu-items").then((m) => ({ default: m.AddMenuItems })));

/** Everything that can be added to the conversation; what cannot be used here is left out (MSG-011). */
export function AddMenu(props: Additions) {
  if (Object.values(props).every((act) => act === undefined)) return null;
  return (
    <MenuTrigger>
      <IconButton label={strings.more} icon={<Plus />} />
      <Suspense fallback={null}>
        <AddMenuItems {...props} />
      </Suspense>
    </MenuTrigger>
  );
}

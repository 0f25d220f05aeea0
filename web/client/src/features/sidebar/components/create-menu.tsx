import { SquarePen } from "lucide-react";
import { lazy, Suspense } from "react";
import { MenuTrigger } from "react-aria-components";
import { IconButton } from "../../../ui/button";
import { sidebarStrings as strings } from "../strings";

const CreateMenuItems = lazy(() =>
  import("./create-menu-items").then((module) => ({ default: module.CreateMenuItems })),
);

export type CreationKind = "channel" | "team" | "direct" | "discussion";

interface Props {
  onCreate: (kind: CreationKind) => void;
  onBrowse: () => void;
}

export function CreateMenu(props: Props) {
  return (
    <MenuTrigger>
      <IconButton label={strings.create} icon={<SquarePen />} />
      <Suspense fallback={null}>
        <CreateMenuItems {...props} />
      </Suspense>
    </MenuTrigger>
  );
}

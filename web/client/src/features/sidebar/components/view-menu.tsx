import { toWireError } from "@parley/shared/wire/errors";
import { SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { savePreferences } from "../../../store/preferences";
import { useWorkspace } from "../../../store/use-store";
import { IconButton } from "../../../ui/button";
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuSeparator } from "../../../ui/menu";
import { toasts } from "../../../ui/toast";
import { useSidebarView } from "../arrangement";
import { sidebarStrings } from "../strings";

const strings = sidebarStrings.view;
const SectionsDialog = lazy(() =>
  import("./section-dialogs").then((module) => ({ default: module.SectionsDialog })),
);

/** How the list of rooms is sorted, grouped and drawn; kept for all devices. */
export function ViewMenu() {
  const workspace = useWorkspace();
  const view = useSidebarView();
  const [isArranging, setIsArranging] = useState(false);
  const save = (change: Record<string, unknown>) => {
    savePreferences(workspace, change).catch((error: unknown) =>
      toasts.add("failed", sidebarStrings.failed(toWireError(error).message)),
    );
  };
  const flags: [name: string, isOn: boolean][] = [
    ["sidebarDisplayAvatar", view.showsAvatars],
    ["sidebarGroupByType", view.isGrouped],
    ["sidebarShowUnread", view.showsUnread],
    ["sidebarShowFavorites", view.showsFavorites],
  ];
  return (
    <>
      <MenuTrigger>
        <IconButton label={strings.title} icon={<SlidersHorizontal />} />
        <Menu>
          <MenuChoices
            label={strings.sort}
            mode="single"
            chosen={[view.sortBy]}
            onChange={([sidebarSortby]) => sidebarSortby !== undefined && save({ sidebarSortby })}
          >
            <MenuChoice id="activity">{strings.activity}</MenuChoice>
            <MenuChoice id="alphabetical">{strings.name}</MenuChoice>
          </MenuChoices>
          <MenuChoices
            label={strings.size}
            mode="single"
            chosen={[view.mode]}
            onChange={([sidebarViewMode]) => sidebarViewMode !== undefined && save({ sidebarViewMode })}
          >
            <MenuChoice id="extended">{strings.extended}</MenuChoice>
            <MenuChoice id="medium">{strings.medium}</MenuChoice>
            <MenuChoice id="condensed">{strings.condensed}</MenuChoice>
          </MenuChoices>
          <MenuChoices
            label={strings.show}
            mode="multiple"
            chosen={flags.filter(([, isOn]) => isOn).map(([name]) => name)}
            onChange={(chosen) => {
              const changed = flags.find(([name, isOn]) => chosen.includes(name) !== isOn);
              if (changed !== undefined) save({ [changed[0]]: !changed[1] });
            }}
          >
            <MenuChoice id="sidebarDisplayAvatar">{strings.avatars}</MenuChoice>
            <MenuChoice id="sidebarGroupByType">{strings.grouped}</MenuChoice>
            <MenuChoice id="sidebarShowUnread">{strings.unread}</MenuChoice>
            <MenuChoice id="sidebarShowFavorites">{strings.favorites}</MenuChoice>
          </MenuChoices>
          <MenuSeparator />
          <MenuItem onAction={() => setIsArranging(true)}>{strings.sections}</MenuItem>
        </Menu>
      </MenuTrigger>
      {isArranging && (
        <Suspense fallback={null}>
          <SectionsDialog onClose={() => setIsArranging(false)} />
        </Suspense>
      )}
    </>
  );
}

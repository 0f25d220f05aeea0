import { toWireError } from "@parley/shared/wire/errors";
import { savePreferences } from "../../../store/preferences";
import { useWorkspace } from "../../../store/use-store";
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuSeparator } from "../../../ui/menu";
import { toasts } from "../../../ui/toast";
import { useSidebarView } from "../arrangement";
import { sidebarStrings } from "../strings";

const strings = sidebarStrings.view;

/** How the list of rooms is sorted, grouped and drawn; kept for all devices. */
export function ViewMenuItems({ onArrange }: { onArrange: () => void }) {
  const workspace = useWorkspace();
  const view = useSidebarView();
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
      <MenuItem onAction={onArrange}>{strings.sections}</MenuItem>
    </Menu>
  );
}

import type { RoomSection } from "../../store/later/seat";
import { readPreference } from "../../store/preferences";
import { useCell, useWorkspace } from "../../store/use-store";
import type { Workspace } from "../../store/workspace";
import type { Arrangement } from "./sections";

export type ViewMode = "extended" | "medium" | "condensed";

export interface SidebarView extends Arrangement {
  mode: ViewMode;
  showsAvatars: boolean;
}

const modes: readonly ViewMode[] = ["extended", "medium", "condensed"];

function viewOf(
  preferences: Record<string, unknown>,
  settings: Record<string, unknown>,
  own: readonly RoomSection[],
): SidebarView {
  const read = (name: string) => readPreference(preferences, settings, name);
  return {
    isGrouped: read("sidebarGroupByType") !== false,
    showsUnread: read("sidebarShowUnread") === true,
    showsFavorites: read("sidebarShowFavorites") !== false,
    sortBy: read("sidebarSortby") === "alphabetical" ? "alphabetical" : "activity",
    mode: modes.find((mode) => mode === read("sidebarViewMode")) ?? "medium",
    showsAvatars: read("sidebarDisplayAvatar") !== false,
    own,
  };
}

/** How the person wants their list of rooms, on all devices alike. */
export function useSidebarView(): SidebarView {
  const { store, later } = useWorkspace();
  return viewOf(useCell(store.me).preferences, useCell(store.settings), useCell(later.sections));
}

export function readSidebarView({ store, later }: Workspace): SidebarView {
  return viewOf(store.me.get().preferences, store.settings.get(), later.sections.get());
}

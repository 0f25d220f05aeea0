import { useMemo } from "react";
import { useEntity, useSetting, useWorkspace } from "../../store/use-store";

/** One name stands for two kinds. */
const together: Record<string, readonly string[]> = { mute_unmute: ["user-muted", "user-unmuted"] };

/** Kinds of system messages that the workspace or this room does not show. */
export function useHiddenKinds(roomId: string): ReadonlySet<string> {
  const { store } = useWorkspace();
  const room = useEntity(store.rooms, roomId)?.hiddenKinds;
  const workspace = useSetting("Hide_System_Messages");
  return useMemo(() => {
    const all = [...(room ?? []), ...(Array.isArray(workspace) ? workspace.map(String) : [])];
    return new Set(all.flatMap((kind) => together[kind] ?? [kind]));
  }, [room, workspace]);
}

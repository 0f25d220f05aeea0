import { asList, asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { useWorkspace } from "../../store/use-store";

type Roles = Readonly<Record<string, readonly string[]>>;

/** The roles of this room by person, as they change. */
export function useRoomRoles(roomId: string): Roles {
  const { link } = useWorkspace();
  const [roles, setRoles] = useState<Roles>({});

  useEffect(() => {
    let isCurrent = true;
    link
      .read("getRoomRoles", roomId)
      .then((answer) => {
        if (!isCurrent) return;
        const table: Record<string, string[]> = {};
        for (const item of asList(answer).map(asRecord))
          table[String(asRecord(item.u)._id)] = asList(item.roles).map(String);
        setRoles(table);
      })
      .catch(() => undefined);
    const stop = link.ddp.listen("stream-notify-logged", "roles-change", ([value]) => {
      const { type, _id: role, u, scope } = asRecord(value);
      const userId = asRecord(u)._id;
      if (scope !== roomId || typeof role !== "string" || typeof userId !== "string") return;
      setRoles((known) => {
        const others = (known[userId] ?? []).filter((other) => other !== role);
        return { ...known, [userId]: type === "added" ? [...others, role] : others };
      });
    });
    return () => {
      isCurrent = false;
      stop();
    };
  }, [link, roomId]);

  return roles;
}

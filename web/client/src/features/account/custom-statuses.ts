import type { Presence } from "@parley/shared/wire/entities";
import { asList, asRecord, readPresence } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { useWorkspace } from "../../store/use-store";

export interface CustomStatus {
  id: string;
  name: string;
  presence: Presence;
}

function parseStatus(value: unknown): CustomStatus | undefined {
  const raw = asRecord(value);
  return typeof raw._id === "string" && typeof raw.name === "string"
    ? { id: raw._id, name: raw.name, presence: readPresence(raw.statusType) }
    : undefined;
}

/** Statuses that the workspace offers, kept as they are while they are on the screen (ACC-065). */
export function useCustomStatuses(): readonly CustomStatus[] {
  const { link } = useWorkspace();
  const [statuses, setStatuses] = useState<readonly CustomStatus[]>([]);
  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("custom-user-status.list", { count: 100 })
      .then((answer) => {
        if (!isCurrent) return;
        setStatuses(
          asList(answer.statuses)
            .map(parseStatus)
            .filter((status) => status !== undefined),
        );
      })
      .catch(() => undefined);
    const stops = [
      link.ddp.listen("stream-notify-logged", "updateCustomUserStatus", ([value]) => {
        const fresh = parseStatus(asRecord(value).userStatusData);
        if (fresh === undefined) return;
        setStatuses((known) =>
          [...known.filter((status) => status.id !== fresh.id), fresh].sort((a, b) =>
            a.name.localeCompare(b.name),
          ),
        );
      }),
      link.ddp.listen("stream-notify-logged", "deleteCustomUserStatus", ([value]) => {
        const gone = asRecord(asRecord(value).userStatusData)._id;
        setStatuses((known) => known.filter((status) => status.id !== gone));
      }),
    ];
    return () => {
      isCurrent = false;
      for (const stop of stops) stop();
    };
  }, [link]);
  return statuses;
}

import { Pencil, SendHorizontal, SquarePen, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { formatComing } from "../../../lib/dates";
import type { LaterDesk } from "../../../store/later/desk";
import type { ScheduledMessage } from "../../../store/later/seat";
import { roomPath, roomTitle } from "../../../store/room-names";
import { useCell, useTable, useWorkspace } from "../../../store/use-store";
import { EmptyState } from "../../../ui/empty-state";
import { Tag } from "../../../ui/tag";
import { ChangeScheduledDialog } from "../../../ui/later/later-dialogs";
import { inboxStrings as strings } from "../strings";
import { RoomPicture } from "./room-picture";
import { type TriageItem, TriageList } from "./triage-list";

/** Messages that were begun, and those that are sent later. */
export function DraftsTab({ onUndo }: { onUndo: (undo: () => void) => void }) {
  const { store, drafts, later } = useWorkspace();
  const keys = useCell(drafts.keys);
  const scheduled = useTable(later.scheduled, (table) =>
    [...table.all()].sort((a, b) => a.sendAt - b.sendAt),
  );
  const [desk, setDesk] = useState<LaterDesk>();
  const [changed, setChanged] = useState<ScheduledMessage>();
  useTable(store.subscriptions, (table) => table.version);

  useEffect(() => {
    void later.desk().then(setDesk, () => undefined);
  }, [later]);

  const discard = (key: string, roomId: string, text: string) => {
    drafts.write(key, "", roomId);
    onUndo(() => drafts.write(key, text, roomId));
  };
  const cancel = ({ id, roomId, threadId, text, sendAt }: ScheduledMessage) => {
    void desk?.unschedule(id);
    onUndo(() => void desk?.schedule(roomId, threadId, text, Math.max(sendAt, Date.now() + 60_000)));
  };
  const place = (roomId: string, threadId: string | undefined) => {
    const subscription = store.subscriptions.get(roomId);
    const home = subscription === undefined ? "/home/drafts" : roomPath(subscription);
    return {
      path: threadId === undefined || subscription === undefined ? home : `${home}/thread/${threadId}`,
      picture: <RoomPicture roomId={roomId} />,
      where: roomTitle(subscription, store.rooms.get(roomId)),
    };
  };

  const waiting = scheduled.map((message): TriageItem => ({
    id: message.id,
    ...place(message.roomId, message.threadId),
    at: message.error === undefined ? strings.sendsAt(formatComing(message.sendAt)) : "",
    text: message.text,
    end:
      message.error === undefined ? undefined : (
        <Tag tone="danger">{`${strings.notSent}: ${strings.reasons[message.error] ?? strings.otherReason}`}</Tag>
      ),
    acts: [
      { key: "c", label: strings.act.change, icon: <SquarePen />, run: () => setChanged(message) },
      {
        key: "e",
        label: strings.act.sendNow,
        icon: <SendHorizontal />,
        run: () => void desk?.sendNow(message.id),
      },
      { key: "x", label: strings.act.unschedule, icon: <Trash2 />, run: () => cancel(message) },
    ],
  }));
  const begun = [...keys].flatMap((key): TriageItem[] => {
    const roomId = desk?.roomOf(key);
    const text = drafts.read(key);
    if (roomId === undefined || text === "") return [];
    return [
      {
        id: key,
        ...place(roomId, key === roomId ? undefined : key),
        at: strings.draft,
        text,
        acts: [
          {
            key: "x",
            label: strings.act.discard,
            icon: <Trash2 />,
            run: () => discard(key, roomId, text),
          },
        ],
      },
    ];
  });

  if (waiting.length + begun.length === 0)
    return (
      <EmptyState icon={<Pencil />} title={strings.noDrafts}>
        {strings.noDraftsText}
      </EmptyState>
    );
  return (
    <>
      <TriageList label={strings.drafts} items={[...waiting, ...begun]} />
      {changed !== undefined && (
        <ChangeScheduledDialog scheduled={changed} onClose={() => setChanged(undefined)} />
      )}
    </>
  );
}

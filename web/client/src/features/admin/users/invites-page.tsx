import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { Link2, Ticket, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { formatMoment, formatShort } from "../../../lib/dates";
import { useEntity, useWorkspace } from "../../../store/use-store";
import type { Workspace } from "../../../store/workspace";
import { Page } from "../../../ui/area";
import { IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { type Column, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import { attempt } from "../acts";
import { adminStrings } from "../strings";
import { userStrings } from "./strings";

const strings = userStrings.invites;

interface Invite {
  id: string;
  roomId: string;
  uses: number;
  mostUses: number;
  createdAt: number | undefined;
  expiresAt: number | undefined;
  isExpired: boolean;
}

async function fetchInvites({ link }: Workspace) {
  const items = asList((await link.rest.get("listInvites")).items)
    .map(asRecord)
    .filter((raw) => typeof raw._id === "string")
    .map((raw): Invite => ({
      id: String(raw._id),
      roomId: String(raw.rid ?? ""),
      uses: Number(raw.uses ?? 0),
      mostUses: Number(raw.maxUses ?? 0),
      createdAt: readTime(raw.createdAt),
      expiresAt: readTime(raw.expires),
      isExpired: (readTime(raw.expires) ?? Infinity) < Date.now(),
    }))
    .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  return { items, total: items.length };
}

/** All invitation links of the workspace (ADM-074). */
export function InvitesPage() {
  const workspace = useWorkspace();
  const list = usePaged(useCallback(() => fetchInvites(workspace), [workspace]));
  const [removing, setRemoving] = useState<Invite>();

  const columns: Column<Invite>[] = [
    { id: "room", title: strings.columns.room, render: (row) => <RoomName roomId={row.roomId} /> },
    { id: "link", title: strings.columns.link, render: (row) => <code>{row.id}</code> },
    { id: "uses", title: strings.columns.uses, render: (row) => strings.uses(row.uses, row.mostUses) },
    { id: "expires", title: strings.columns.expires, render: (row) => <Expiry invite={row} /> },
    {
      id: "created",
      title: strings.columns.created,
      isMinor: true,
      render: (row) => (row.createdAt === undefined ? "" : formatShort(row.createdAt)),
    },
  ];
  const copy = (invite: Invite) => {
    void navigator.clipboard
      .writeText(`${location.origin}/invite/${invite.id}`)
      .then(() => toasts.add("done", strings.copied));
  };

  return (
    <Page title={adminStrings.pages.invites} lead={strings.lead} isWide>
      <Table
        label={adminStrings.pages.invites}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={{ icon: <Ticket />, title: strings.emptyTitle, text: strings.emptyText }}
        renderActions={(row) => (
          <>
            <IconButton label={strings.copy} icon={<Link2 />} onPress={() => copy(row)} />
            <IconButton label={strings.remove} icon={<Trash2 />} onPress={() => setRemoving(row)} />
          </>
        )}
      />
      {removing !== undefined && (
        <ConfirmDialog
          title={strings.removeTitle}
          action={strings.remove}
          onClose={() => setRemoving(undefined)}
          onConfirm={() =>
            void attempt(
              () => workspace.link.rest.delete(`removeInvite/${encodeURIComponent(removing.id)}`),
              strings.removed,
            ).then((isDone) => isDone && list.reload())
          }
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}

function RoomName({ roomId }: { roomId: string }) {
  const { store } = useWorkspace();
  const room = useEntity(store.rooms, roomId);
  return <>{room?.displayName ?? room?.name ?? roomId}</>;
}

function Expiry({ invite }: { invite: Invite }) {
  if (invite.mostUses > 0 && invite.uses >= invite.mostUses) return <Tag tone="danger">{strings.usedUp}</Tag>;
  if (invite.expiresAt === undefined) return <>{strings.forever}</>;
  return invite.isExpired ? (
    <Tag tone="danger">{strings.expired}</Tag>
  ) : (
    <>{formatMoment(invite.expiresAt)}</>
  );
}

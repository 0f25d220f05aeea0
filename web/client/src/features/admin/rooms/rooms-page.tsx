import { Hash } from "lucide-react";
import { useCallback, useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Avatar, roomAvatar } from "../../../ui/avatar";
import formStyles from "../../../ui/form.module.css";
import { RoomGlyph } from "../../../ui/room-glyph";
import { SearchField } from "../../../ui/search-field";
import { type Column, type Sort, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { usePaged, useSettled } from "../../../ui/use-paged";
import type { AdminPageProps } from "../admin-area";
import { adminStrings } from "../strings";
import { RoomAdminPanel } from "./room-panel";
import { type AdminRoom, fetchAdminRooms, type RoomKind } from "./rooms";
import styles from "./rooms.module.css";
import { roomAdminStrings as strings } from "./strings";

const kinds: readonly RoomKind[] = ["c", "p", "d", "discussions", "teams"];

export function roomName(room: AdminRoom): string {
  return room.displayName ?? room.name ?? (room.usernames.length > 0 ? room.usernames.join(", ") : room.id);
}

/** All rooms, whether one is in them or not (ADM-041). */
export function RoomsPage({ detail, more }: AdminPageProps) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<readonly RoomKind[]>([]);
  const [sort, setSort] = useState<Sort>({ by: "name", isDescending: false });
  const wanted = useSettled(text);
  const list = usePaged(
    useCallback(
      (offset: number) => fetchAdminRooms(workspace, wanted, chosen, sort, offset),
      [workspace, wanted, chosen, sort],
    ),
  );
  const roomId = detail === "edit" ? more : undefined;

  const columns: Column<AdminRoom>[] = [
    { id: "name", title: strings.columns.name, isSortable: true, render: (row) => <Name room={row} /> },
    {
      id: "members",
      title: strings.columns.members,
      isSortable: true,
      isNumber: true,
      render: (row) => row.memberCount.toLocaleString("en"),
    },
    {
      id: "messages",
      title: strings.columns.messages,
      isSortable: true,
      isMinor: true,
      isNumber: true,
      render: (row) => row.messageCount.toLocaleString("en"),
    },
    { id: "marks", title: strings.columns.marks, isMinor: true, render: (row) => <Marks room={row} /> },
    {
      id: "created",
      title: strings.columns.created,
      isSortable: true,
      isMinor: true,
      render: (row) => (row.createdAt === undefined ? "" : formatShort(row.createdAt)),
    },
  ];

  return (
    <Page
      title={adminStrings.pages.rooms}
      isWide
      controls={
        <>
          <SearchField label={strings.search} value={text} onChange={setText} />
          <ToggleButtonGroup
            aria-label={strings.kindsLabel}
            selectionMode="multiple"
            className={styles.kinds ?? ""}
            selectedKeys={chosen}
            onSelectionChange={(keys) => setChosen([...keys].map(String) as RoomKind[])}
          >
            {kinds.map((kind) => (
              <ToggleButton key={kind} id={kind} className={styles.kind ?? ""}>
                {strings.kinds[kind]}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </>
      }
      beside={
        roomId !== undefined && (
          <RoomAdminPanel
            key={roomId}
            roomId={roomId}
            onClose={() => navigate("/admin/rooms")}
            onChanged={list.reload}
          />
        )
      }
    >
      <Table
        label={adminStrings.pages.rooms}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        sort={sort}
        onSort={setSort}
        onOpen={(row) => navigate(`/admin/rooms/edit/${row.id}`)}
        selectedKey={roomId}
        empty={{ icon: <Hash />, title: strings.emptyTitle, text: strings.emptyText }}
      />
    </Page>
  );
}

export function kindOf(room: AdminRoom): string {
  if (room.isTeamMain) return strings.team;
  if (room.parentId !== undefined) return strings.discussion;
  return strings.kindNames[room.type] ?? room.type;
}

function Name({ room }: { room: AdminRoom }) {
  const name = roomName(room);
  return (
    <span className={formStyles.person}>
      {room.avatarTag === undefined ? (
        <span className={styles.glyph}>
          <RoomGlyph type={room.type} isTeam={room.isTeamMain} isDiscussion={room.parentId !== undefined} />
        </span>
      ) : (
        <Avatar size={36} name={name} source={roomAvatar(room.id, room.avatarTag)} />
      )}
      <span className={formStyles.personWords}>
        <span className={formStyles.strong}>{name}</span>
        <span className={formStyles.quiet}>{kindOf(room)}</span>
      </span>
    </span>
  );
}

function Marks({ room }: { room: AdminRoom }) {
  return (
    <span className={formStyles.tags}>
      {room.isDefault && <Tag tone="info">{strings.isDefault}</Tag>}
      {room.isFeatured && <Tag tone="good">{strings.featured}</Tag>}
      {room.isArchived && <Tag>{strings.archived}</Tag>}
    </span>
  );
}

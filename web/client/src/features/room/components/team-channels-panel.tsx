import type { Room } from "@parley/shared/wire/entities";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { Ellipsis, Hash, LogIn, Plus, Search, Trash2, Unlink } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { useLocation } from "wouter";
import { roomPath, roomTitle } from "../../../store/room-names";
import { useEntity, usePermission, useWorkspace } from "../../../store/use-store";
import { Avatar, roomAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog, Dialog } from "../../../ui/dialog";
import { EmptyState } from "../../../ui/empty-state";
import { FormError } from "../../../ui/form-error";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { Panel } from "../../../ui/panel";
import { Picker, type PickerItem } from "../../../ui/picker";
import { RoomGlyph } from "../../../ui/room-glyph";
import { Segments } from "../../../ui/segments";
import { attempt, explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { fetchTeamRooms } from "../teams";
import { ListSkeleton } from "./message-list-panel";
import styles from "./panels.module.css";

const strings = panelStrings.teamChannels;
const PAGE = 50;
const PAUSE_MS = 250;
type View = "all" | "auto";
const views: readonly { id: View; label: string }[] = [
  { id: "all", label: strings.all },
  { id: "auto", label: strings.auto },
];

interface Props {
  roomId: string;
  onCreate: (teamId: string) => void;
  onClose: () => void;
}

/** The channels of a team: to open, to add, to take away (ROOM-050 to ROOM-053). */
export function TeamChannelsPanel({ roomId, onCreate, onClose }: Props) {
  const workspace = useWorkspace();
  const { store, link } = workspace;
  const team = useEntity(store.rooms, roomId);
  const teamId = team?.teamId;
  const mayAdd = usePermission("add-team-channel", roomId);
  const mayCreatePublic = usePermission("create-c");
  const mayCreatePrivate = usePermission("create-p");
  const [view, setView] = useState<View>("all");
  const [filter, setFilter] = useState("");
  const [rooms, setRooms] = useState<Room[]>();
  const [total, setTotal] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [isAdding, setIsAdding] = useState(false);
  const [asked, setAsked] = useState<{ what: "remove" | "delete"; room: Room }>();
  const number = useRef(0);

  const load = useCallback(
    async (offset: number) => {
      if (teamId === undefined) return;
      number.current += 1;
      const mine = number.current;
      try {
        const page = await fetchTeamRooms(workspace, teamId, {
          filter: filter.trim(),
          isAutoJoinOnly: view === "auto",
          offset,
          count: PAGE,
        });
        if (mine !== number.current) return;
        setRooms((known) => (offset === 0 ? page.rooms : [...(known ?? []), ...page.rooms]));
        setTotal(page.total);
        setProblem(undefined);
      } catch (error) {
        if (mine === number.current) setProblem(explainRoomError(error));
      }
    },
    [workspace, teamId, filter, view],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(0), filter === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [load, filter]);

  if (teamId === undefined) return null;
  const act = (path: string, body: Record<string, unknown>) =>
    void attempt(() => link.rest.post(path, body)).then(() => load(0));

  return (
    <Panel
      title={strings.title}
      subtitle={roomTitle(undefined, team)}
      onClose={onClose}
      actions={
        mayAdd && (
          <MenuTrigger>
            <IconButton label={strings.add} icon={<Plus />} />
            <Menu>
              {(mayCreatePublic || mayCreatePrivate) && (
                <MenuItem icon={<Plus />} onAction={() => onCreate(teamId)}>
                  {strings.create}
                </MenuItem>
              )}
              <MenuItem icon={<Hash />} onAction={() => setIsAdding(true)}>
                {strings.addExisting}
              </MenuItem>
            </Menu>
          </MenuTrigger>
        )
      }
    >
      <label className={styles.filter}>
        <Search />
        <input
          type="search"
          aria-label={strings.search}
          placeholder={strings.search}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </label>
      <Segments label={strings.title} options={views} value={view} onChange={setView} />
      <div className={styles.scroller}>
        <ul className={styles.list}>
          {(rooms ?? []).map((room) => (
            <TeamRoomRow
              key={room.id}
              teamRoomId={roomId}
              room={room}
              onAutoJoin={(isDefault) => act("teams.updateRoom", { roomId: room.id, isDefault })}
              onAsk={(what) => setAsked({ what, room })}
            />
          ))}
        </ul>
        {rooms === undefined && problem === undefined && <ListSkeleton />}
        {problem !== undefined && (
          <p className={styles.hint} role="alert">
            {problem}{" "}
            <Button look="quiet" onPress={() => void load(0)}>
              {panelStrings.tryAgain}
            </Button>
          </p>
        )}
        {rooms?.length === 0 && problem === undefined && (
          <EmptyState icon={<Hash />} title={strings.emptyTitle}>
            {filter !== "" ? strings.noMatch : mayAdd ? strings.emptyMayAdd : strings.empty}
          </EmptyState>
        )}
        {rooms !== undefined && rooms.length > 0 && rooms.length < total && (
          <Button look="quiet" onPress={() => void load(rooms.length)}>
            {panelStrings.loadMore}
          </Button>
        )}
      </div>
      {isAdding && (
        <AddRoomsDialog teamId={teamId} onClose={() => setIsAdding(false)} onAdded={() => void load(0)} />
      )}
      {asked !== undefined && (
        <ConfirmDialog
          title={
            asked.what === "remove"
              ? strings.removeTitle(roomTitle(undefined, asked.room))
              : panelStrings.deleteDialog.title(roomTitle(undefined, asked.room))
          }
          action={asked.what === "remove" ? strings.removeAction : panelStrings.deleteDialog.action}
          isDanger={asked.what === "delete"}
          onClose={() => setAsked(undefined)}
          onConfirm={() =>
            asked.what === "remove"
              ? act("teams.removeRoom", { teamId, roomId: asked.room.id })
              : act("rooms.delete", { roomId: asked.room.id })
          }
        >
          <p>{asked.what === "remove" ? strings.removeText : panelStrings.deleteDialog.text}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

interface RowProps {
  teamRoomId: string;
  room: Room;
  onAutoJoin: (isDefault: boolean) => void;
  onAsk: (what: "remove" | "delete") => void;
}

function TeamRoomRow({ teamRoomId, room, onAutoJoin, onAsk }: RowProps) {
  const { store } = useWorkspace();
  const [, navigate] = useLocation();
  const isMember = useEntity(store.subscriptions, room.id) !== undefined;
  const mayEdit = usePermission("edit-team-channel", teamRoomId);
  const mayRemove = usePermission("remove-team-channel", teamRoomId);
  const mayDelete = usePermission(room.type === "p" ? "delete-p" : "delete-c", room.id);
  const title = roomTitle(undefined, room);
  return (
    <li className={styles.row}>
      <button
        type="button"
        className={styles.person}
        onClick={() => navigate(roomPath({ ...room, roomId: room.id }))}
      >
        {room.avatarTag === undefined ? (
          <span className={styles.sign}>
            <RoomGlyph type={room.type} />
          </span>
        ) : (
          <Avatar size={36} name={title} source={roomAvatar(room.id, room.avatarTag)} />
        )}
        <span className={styles.words}>
          <span className={styles.name}>{title}</span>
          <span className={styles.quiet}>
            {[panelStrings.memberCount(room.memberCount), isMember ? strings.joined : strings.preview].join(
              " · ",
            )}
          </span>
        </span>
        {room.isTeamDefault && <span className={styles.tag}>{strings.autoTag}</span>}
      </button>
      {(mayEdit || mayRemove || mayDelete) && (
        <MenuTrigger>
          <IconButton size="small" label={strings.more(title)} icon={<Ellipsis />} />
          <Menu>
            {mayEdit && (
              <MenuItem icon={<LogIn />} onAction={() => onAutoJoin(!room.isTeamDefault)}>
                {room.isTeamDefault ? strings.stopAuto : strings.startAuto}
              </MenuItem>
            )}
            {mayRemove && (
              <MenuItem icon={<Unlink />} onAction={() => onAsk("remove")}>
                {strings.remove}
              </MenuItem>
            )}
            {mayDelete && <MenuSeparator />}
            {mayDelete && (
              <MenuItem isDanger icon={<Trash2 />} onAction={() => onAsk("delete")}>
                {strings.delete}
              </MenuItem>
            )}
          </Menu>
        </MenuTrigger>
      )}
    </li>
  );
}

interface AddProps {
  teamId: string;
  onClose: () => void;
  onAdded: () => void;
}

function AddRoomsDialog({ teamId, onClose, onAdded }: AddProps) {
  const { link } = useWorkspace();
  const [chosen, setChosen] = useState<PickerItem[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const search = useCallback(
    async (name: string): Promise<PickerItem[]> => {
      const answer = await link.rest.get("rooms.autocomplete.availableForTeams", { name });
      return asList(answer.items)
        .map(asRecord)
        .map((room) => ({
          id: String(room._id),
          title: String(room.fname ?? room.name),
          icon: <RoomGlyph type={room.t === "p" ? "p" : "c"} />,
        }));
    },
    [link],
  );
  const add = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.rest.post("teams.addRooms", { teamId, rooms: chosen.map(({ id }) => id) });
      onAdded();
      onClose();
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      title={strings.addExisting}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={chosen.length === 0}
            isPending={isBusy}
            onPress={() => void add()}
          >
            {strings.addAction}
          </Button>
        </>
      }
    >
      <Picker
        autoFocus
        label={strings.channels}
        help={strings.channelsHelp}
        chosen={chosen}
        onChange={setChosen}
        search={search}
      />
      <FormError text={problem} />
    </Dialog>
  );
}

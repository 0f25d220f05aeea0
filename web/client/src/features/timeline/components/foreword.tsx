import { formatDate } from "../../../lib/dates";
import { personName, roomTitle } from "../../../store/room-names";
import { useCell, useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { RoomGlyph } from "../../../ui/room-glyph";
import { timelineStrings } from "../strings";
import styles from "./foreword.module.css";

const strings = timelineStrings.foreword;

/** What stands above the first message of a room. */
export function Foreword({ roomId }: { roomId: string }) {
  const { store } = useWorkspace();
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const timeline = useEntity(store.timelines, roomId);
  const me = useCell(store.me);
  const title = roomTitle(subscription, room);
  const type = subscription?.type ?? room?.type;
  const isTeam = room?.isTeamMain === true;
  const isDiscussion = room?.parentId !== undefined;
  const isEmpty = timeline?.ids.length === 0;
  const isSelf = type === "d" && subscription?.name === me.username;
  const sentence = isSelf
    ? strings.self
    : type === "d"
      ? strings.direct(title)
      : type === "c" && !isTeam && !isDiscussion
        ? strings.channel(title)
        : strings.group(title);
  const hasCreator =
    room?.createdAt !== undefined &&
    room.creator !== undefined &&
    room.creator.username !== "" &&
    type !== "d";
  const facts = [
    room?.topic ?? room?.description,
    hasCreator && room.creator !== undefined && room.createdAt !== undefined
      ? strings.created(personName(room.creator), formatDate(room.createdAt))
      : undefined,
    isEmpty && !isSelf ? strings.empty : undefined,
  ].filter((fact) => fact !== undefined && fact !== "");
  return (
    <div className={styles.foreword}>
      {type === "d" ? (
        <Avatar size={48} name={title} source={userAvatar(subscription?.name ?? "")} />
      ) : (
        <span className={styles.glyph}>
          <RoomGlyph type={type} isTeam={isTeam} isDiscussion={isDiscussion} />
        </span>
      )}
      <h2 className={styles.title}>{sentence}</h2>
      {facts.map((fact) => (
        <p key={fact} className={styles.text}>
          {fact}
        </p>
      ))}
    </div>
  );
}

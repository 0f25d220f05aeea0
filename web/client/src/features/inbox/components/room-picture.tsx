import { useEntity, useWorkspace } from "../../../store/use-store";
import { roomTitle } from "../../../store/room-names";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { RoomGlyph } from "../../../ui/room-glyph";
import styles from "./inbox-page.module.css";

/** The person of a direct room, else what kind of room it is. */
export function RoomPicture({ roomId }: { roomId: string }) {
  const { store } = useWorkspace();
  const subscription = useEntity(store.subscriptions, roomId);
  const room = useEntity(store.rooms, roomId);
  if (subscription?.type === "d")
    return <Avatar size={36} name={roomTitle(subscription, room)} source={userAvatar(subscription.name)} />;
  return (
    <span className={styles.glyph}>
      <RoomGlyph
        type={subscription?.type}
        isTeam={subscription?.isTeamMain === true}
        isDiscussion={subscription?.parentId !== undefined}
      />
    </span>
  );
}

import { personName } from "../../../../store/room-names";
import { useEntity, useWorkspace } from "../../../../store/use-store";
import { Avatar, userAvatar } from "../../../../ui/avatar";
import { Dialog } from "../../../../ui/dialog";
import { Emoji } from "../../../../ui/emoji";
import { dialogStrings } from "../../dialog-strings";
import styles from "./dialogs.module.css";

const strings = dialogStrings.reactions;

/** Everybody who reacted, by emoji (MSG-053). */
export function ReactionsDialog({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const { store } = useWorkspace();
  const message = useEntity(store.messages, messageId);
  return (
    <Dialog title={strings.title} onClose={onClose}>
      {(message?.reactions ?? []).map((reaction) => (
        <section key={reaction.name}>
          <h3 className={styles.heading}>
            <Emoji code={reaction.name} /> {reaction.name} · {reaction.usernames.length}
          </h3>
          <ul className={styles.people}>
            {reaction.usernames.map((username) => {
              const user = store.findUserByName(username);
              const name = user === undefined ? username : personName(user);
              return (
                <li key={username}>
                  <Avatar size={28} name={name} source={userAvatar(username, user?.avatarTag)} />
                  <span className={styles.name}>{name}</span>
                  <span className={styles.quiet}>@{username}</span>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}

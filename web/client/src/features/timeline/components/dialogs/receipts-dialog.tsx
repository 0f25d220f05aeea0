import type { Message, User } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord, parseUser, readTime } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { formatFull } from "../../../../lib/dates";
import { personName } from "../../../../store/room-names";
import { useWorkspace } from "../../../../store/use-store";
import { Avatar, userAvatar } from "../../../../ui/avatar";
import { Dialog } from "../../../../ui/dialog";
import { FormError } from "../../../../ui/form-error";
import { dialogStrings } from "../../dialog-strings";
import styles from "./dialogs.module.css";

const strings = dialogStrings.receipts;

interface Receipt {
  user: User;
  readAt: number | undefined;
}

/** Who has read a message, and when (MSG-057). */
export function ReceiptsDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { link } = useWorkspace();
  const [receipts, setReceipts] = useState<Receipt[]>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("chat.getMessageReadReceipts", { messageId: message.id })
      .then((answer) => {
        if (!isCurrent) return;
        const found = asList(answer.receipts)
          .map(asRecord)
          .flatMap((raw) => {
            const user = parseUser(raw.user);
            return user === undefined ? [] : [{ user, readAt: readTime(raw.ts) }];
          });
        setReceipts(found);
      })
      .catch((error: unknown) => isCurrent && setProblem(strings.failed(toWireError(error).message)));
    return () => {
      isCurrent = false;
    };
  }, [link, message.id]);

  return (
    <Dialog title={strings.title} onClose={onClose}>
      {receipts?.length === 0 && <p>{strings.nobody}</p>}
      <ul className={styles.people}>
        {(receipts ?? []).map(({ user, readAt }) => (
          <li key={user.id}>
            <Avatar size={28} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
            <span className={styles.name}>{personName(user)}</span>
            {readAt !== undefined && <span className={styles.quiet}>{formatFull(readAt)}</span>}
          </li>
        ))}
      </ul>
      <FormError text={problem} />
    </Dialog>
  );
}

import type { Message } from "@parley/shared/wire/entities";
import { parseList, parseUser } from "@parley/shared/wire/parse";
import { toWireError } from "@parley/shared/wire/errors";
import { useCallback, useState } from "react";
import { matchScore } from "../../../../lib/text";
import { messageLine } from "../../../../store/message-text";
import { personName, roomTitle } from "../../../../store/room-names";
import { useWorkspace } from "../../../../store/use-store";
import { Avatar, userAvatar } from "../../../../ui/avatar";
import { Button } from "../../../../ui/button";
import { Dialog } from "../../../../ui/dialog";
import { FormError } from "../../../../ui/form-error";
import { Picker, type PickerItem } from "../../../../ui/picker";
import { RoomGlyph } from "../../../../ui/room-glyph";
import { TextField } from "../../../../ui/text-field";
import { toasts } from "../../../../ui/toast";
import { messageLink } from "../../actions";
import { dialogStrings } from "../../dialog-strings";
import styles from "./dialogs.module.css";

const strings = dialogStrings.forward;

interface Target extends PickerItem {
  /** Where to post: a room by its id, somebody by name. */
  channel: string;
}

/** Sends a message on to people and rooms, each of which may refuse it (MSG-050). */
export function ForwardDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const workspace = useWorkspace();
  const { store, link } = workspace;
  const [targets, setTargets] = useState<Target[]>([]);
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const search = useCallback(
    async (text: string): Promise<Target[]> => {
      const rooms = [...store.subscriptions.all()]
        .filter((subscription) => /^[cpd]$/u.test(subscription.type) && !subscription.isArchived)
        .map((subscription) => {
          const title = roomTitle(subscription, store.rooms.get(subscription.roomId));
          return { subscription, title, score: text === "" ? 1 : matchScore(title, text) };
        })
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .map(({ subscription, title }): Target => ({
          id: subscription.roomId,
          title,
          channel: subscription.roomId,
          icon:
            subscription.type === "d" ? (
              <Avatar size={24} name={title} source={userAvatar(subscription.name)} />
            ) : (
              <RoomGlyph
                type={subscription.type}
                isTeam={subscription.isTeamMain}
                isDiscussion={subscription.parentId !== undefined}
              />
            ),
        }));
      if (text === "") return rooms;
      const selector = JSON.stringify({ term: text, conditions: {} });
      const answer = await link.rest.get("users.autocomplete", { selector });
      const known = new Set([...store.subscriptions.all()].filter((s) => s.type === "d").map((s) => s.name));
      const people = parseList(answer.items, parseUser)
        .filter((user) => !known.has(user.username))
        .map((user): Target => ({
          id: user.id,
          title: personName(user),
          detail: `@${user.username}`,
          channel: `@${user.username}`,
          icon: (
            <Avatar size={24} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
          ),
        }));
      return [...rooms.slice(0, 4), ...people];
    },
    [store, link],
  );

  const send = async () => {
    setIsBusy(true);
    setProblem(undefined);
    const text = `[ ](${messageLink(workspace, message)}) ${note.trim()}`.trimEnd();
    const refused: Target[] = [];
    let reason = "";
    for (const target of targets) {
      try {
        await link.rest.post("chat.postMessage", {
          ...(target.channel.startsWith("@") ? { channel: target.channel } : { roomId: target.channel }),
          text: note.trim() === "" ? `${text} ` : text,
        });
      } catch (error) {
        refused.push(target);
        reason = toWireError(error).message;
      }
    }
    setIsBusy(false);
    if (refused.length === 0) {
      toasts.add("done", strings.done);
      onClose();
    } else {
      setTargets(refused);
      setProblem(strings.refused(refused.map(({ title }) => title).join(", "), reason));
    }
  };

  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={targets.length === 0}
            isPending={isBusy}
            onPress={() => void send()}
          >
            {strings.action}
          </Button>
        </>
      }
    >
      <blockquote className={styles.quoted}>
        <strong>{personName(message.author)}</strong>
        <span>{messageLine(message)}</span>
      </blockquote>
      <Picker
        autoFocus
        label={strings.to}
        help={strings.help}
        chosen={targets}
        onChange={setTargets}
        search={search}
      />
      <TextField label={strings.note} help={strings.noteHelp} value={note} onChange={setNote} />
      <FormError text={problem} />
    </Dialog>
  );
}

import { asRecord, readTime } from "@parley/shared/wire/parse";
import { Check, Copy } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { formatMoment } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { Select } from "../../../ui/select";
import { TextField } from "../../../ui/text-field";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import styles from "./panels.module.css";

const strings = panelStrings.inviteDialog;

interface Invite {
  url: string;
  expiresAt: number | undefined;
  usesLeft: number | undefined;
}

const days = ["1", "7", "15", "30", "0"].map((id) => ({ id, label: strings.days(Number(id)) }));
const uses = ["0", "5", "10", "25", "50", "100"].map((id) => ({ id, label: strings.uses(Number(id)) }));

/** A link by which others join: the one in force, or a new one with other bounds (ROOM-044, ROOM-045). */
export function InviteDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { link } = useWorkspace();
  const [invite, setInvite] = useState<Invite>();
  const [lifetime, setLifetime] = useState("1");
  const [mostUses, setMostUses] = useState("0");
  const [isEditing, setIsEditing] = useState(false);
  const [isCopied, setIsCopied] = useState(false);
  const [problem, setProblem] = useState<string>();

  const create = useCallback(
    async (dayCount: number, useCount: number) => {
      setProblem(undefined);
      try {
        const answer = asRecord(
          await link.rest.post("findOrCreateInvite", { rid: roomId, days: dayCount, maxUses: useCount }),
        );
        const most = typeof answer.maxUses === "number" ? answer.maxUses : 0;
        const used = typeof answer.uses === "number" ? answer.uses : 0;
        setInvite({
          url: String(answer.url ?? `${location.origin}/invite/${String(answer._id)}`),
          expiresAt: readTime(answer.expires),
          usesLeft: most > 0 ? Math.max(0, most - used) : undefined,
        });
        setIsEditing(false);
        setIsCopied(false);
      } catch (error) {
        setProblem(explainRoomError(error));
      }
    },
    [link, roomId],
  );

  useEffect(() => {
    void create(1, 0);
  }, [create]);

  const copy = () => {
    if (invite !== undefined) void navigator.clipboard.writeText(invite.url).then(() => setIsCopied(true));
  };

  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        isEditing ? (
          <>
            <Button onPress={() => setIsEditing(false)}>{strings.cancel}</Button>
            <Button look="primary" onPress={() => void create(Number(lifetime), Number(mostUses))}>
              {strings.create}
            </Button>
          </>
        ) : (
          <>
            <Button isDisabled={invite === undefined} onPress={() => setIsEditing(true)}>
              {strings.edit}
            </Button>
            <Button look="primary" isDisabled={invite === undefined} onPress={copy}>
              {isCopied ? <Check /> : <Copy />}
              {isCopied ? strings.copied : strings.copy}
            </Button>
          </>
        )
      }
    >
      {isEditing ? (
        <>
          <Select label={strings.lifetime} options={days} value={lifetime} onChange={setLifetime} />
          <Select label={strings.mostUses} options={uses} value={mostUses} onChange={setMostUses} />
        </>
      ) : (
        <>
          <p>{strings.text}</p>
          <TextField isReadOnly label={strings.link} value={invite?.url ?? ""} />
          {invite !== undefined && (
            <p className={styles.note}>
              {invite.expiresAt === undefined
                ? strings.neverExpires
                : strings.expires(formatMoment(invite.expiresAt))}{" "}
              {invite.usesLeft === undefined ? strings.unlimited : strings.usesLeft(invite.usesLeft)}
            </p>
          )}
        </>
      )}
      <FormError text={problem} />
    </Dialog>
  );
}

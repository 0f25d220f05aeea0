import { asRecord } from "@parley/shared/wire/parse";
import { toWireError } from "@parley/shared/wire/errors";
import { Link2Off } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { dropInvite } from "../../store/pending-invite";
import { roomPath } from "../../store/room-names";
import { useWorkspace } from "../../store/use-store";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { pageStrings as strings } from "./strings";
import styles from "./room-view.module.css";

/** Follows an invitation into its room. A link that is no good says so without telling whose it was. */
export function InvitePage({ token }: { token: string }) {
  const { link } = useWorkspace();
  const [, navigate] = useLocation();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let isCurrent = true;
    link.rest
      .post("useInviteToken", { token })
      .then((answer) => {
        dropInvite();
        if (!isCurrent) return;
        const room = asRecord(answer.room);
        const type = room.t === "p" ? "p" : "c";
        const name = typeof room.name === "string" ? room.name : undefined;
        navigate(roomPath({ type, name, roomId: String(room.rid) }), { replace: true });
      })
      .catch((error: unknown) => {
        dropInvite();
        if (!isCurrent) return;
        const { code, isConnectionLoss } = toWireError(error);
        if (isConnectionLoss) setProblem(strings.inviteOffline);
        else setProblem(code === "error-invite-expired" ? strings.inviteExpired : strings.inviteInvalid);
      });
    return () => {
      isCurrent = false;
    };
  }, [link, token, navigate]);

  if (problem === undefined) return null;
  return (
    <main className={styles.missing}>
      <EmptyState
        icon={<Link2Off />}
        title={strings.inviteTitle}
        action={<Button onPress={() => navigate("/home", { replace: true })}>{strings.inviteHome}</Button>}
      >
        {problem}
      </EmptyState>
    </main>
  );
}

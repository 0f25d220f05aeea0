import { makeId } from "@parley/shared/wire/ids";
import { toWireError } from "@parley/shared/wire/errors";
import type { Message } from "@parley/shared/wire/entities";
import { useCallback, useState } from "react";
import { useWorkspace } from "../../store/use-store";
import { toasts } from "../toast";
import { blockStrings as strings } from "./strings";

const PATIENCE_MS = 5000;

export type Interact = (
  element: { actionId: string; appId: string | undefined; blockId: string | undefined },
  value: string | string[] | undefined,
) => void;

/** Tells the app of a message's blocks what was pressed or chosen; one at a time. */
export function useInteraction(message: Message): { isBusy: boolean; interact: Interact } {
  const { link } = useWorkspace();
  const [isBusy, setIsBusy] = useState(false);
  const interact = useCallback<Interact>(
    ({ actionId, appId, blockId }, value) => {
      setIsBusy(true);
      const impatient = setTimeout(() => {
        setIsBusy(false);
        toasts.add("failed", strings.noAnswer);
      }, PATIENCE_MS);
      link.rest
        .post(`apps/ui.interaction/${encodeURIComponent(appId ?? message.author.id)}`, {
          type: "blockAction",
          actionId,
          triggerId: makeId(),
          mid: message.id,
          rid: message.roomId,
          tmid: message.threadId,
          container: { type: "message", id: message.id },
          payload: { blockId, value },
        })
        .catch((error: unknown) => toasts.add("failed", strings.failed(toWireError(error).message)))
        .finally(() => {
          clearTimeout(impatient);
          setIsBusy(false);
        });
    },
    [link, message.author.id, message.id, message.roomId, message.threadId],
  );
  return { isBusy, interact };
}

import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { useWorkspace } from "../../../../store/use-store";
import { Dialog } from "../../../../ui/dialog";
import { Facts } from "../../../../ui/facts";
import { FormError } from "../../../../ui/form-error";
import { whyStrings as strings } from "../../why-strings";
import styles from "./dialogs.module.css";

/** Why the reader was told of a message, or was not. */
export function WhyDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { link } = useWorkspace();
  const [answer, setAnswer] = useState<Record<string, unknown>>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("notices.explain", { messageId: message.id })
      .then((found) => isCurrent && setAnswer(found))
      .catch((error: unknown) => isCurrent && setProblem(strings.failed(toWireError(error).message)));
    return () => {
      isCurrent = false;
    };
  }, [link, message.id]);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const deliveries = asList(answer?.deliveries).map(asRecord);
  return (
    <Dialog title={strings.title} onClose={onClose}>
      <p className={styles.quiet}>{strings.lead}</p>
      <Facts
        facts={asList(answer?.channels)
          .map(asRecord)
          .map((channel) => [
            strings.channels[text(channel.channel)] ?? text(channel.channel),
            strings.reasons[text(channel.reason)] ?? text(channel.reason),
          ])}
      />
      {answer?.isWaiting === true && <p>{strings.waiting}</p>}
      {deliveries.length > 0 && (
        <>
          <h3 className={styles.heading}>{strings.devices}</h3>
          <Facts
            facts={deliveries.map((delivery) => [
              strings.kinds[text(delivery.type)] ?? text(delivery.type),
              [strings.states[text(delivery.state)] ?? text(delivery.state), text(delivery.reason)]
                .filter(Boolean)
                .join(": "),
            ])}
          />
        </>
      )}
      <FormError text={problem} />
    </Dialog>
  );
}

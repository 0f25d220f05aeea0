import type { FactorMethod } from "@parley/shared/wire/second-factor";
import { type FormEvent, useState } from "react";
import { sha256 } from "../lib/digest";
import type { AskedFactor } from "../store/factor-desk";
import { useCell, useWorkspace } from "../store/use-store";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { uiStrings } from "./strings";
import { TextField } from "./text-field";
import { toasts } from "./toast";

const strings = uiStrings.factor;

/** Asks for the second factor that an act needs; the act goes on by itself (ADM-003). */
export function FactorDialog() {
  const { factors } = useWorkspace();
  const asked = useCell(factors.asked);
  // Asked anew after a wrong code: the field begins empty.
  return asked === undefined ? null : <FactorForm key={String(asked.isWrong)} asked={asked} />;
}

function FactorForm({ asked }: { asked: AskedFactor }) {
  const { link, store } = useWorkspace();
  const [method, setMethod] = useState<FactorMethod>(asked.method);
  const [code, setCode] = useState("");
  const others = asked.others.filter((other) => other !== method);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = code.trim();
    if (given === "") return;
    asked.answer({ method, code: method === "password" ? await sha256(code) : given });
  };

  const sendAgain = () => {
    link.rest
      .post("users.2fa.sendEmailCode", { emailOrUsername: store.me.get().username })
      .then(() => toasts.add("done", strings.sentAgain))
      .catch(() => toasts.add("failed", strings.notSent));
  };

  const choose = (next: FactorMethod) => {
    setMethod(next);
    setCode("");
    if (next === "email") sendAgain();
  };

  return (
    <Dialog title={strings.title} onClose={() => asked.answer(undefined)}>
      <p>{strings.text[method]}</p>
      <form onSubmit={(event) => void submit(event)}>
        <TextField
          autoFocus
          label={method === "password" ? strings.password : strings.code}
          value={code}
          onChange={setCode}
          error={asked.isWrong && code === "" ? strings.wrong : undefined}
          autoComplete={method === "password" ? "current-password" : "one-time-code"}
          {...(method === "password" ? { type: "password" as const } : { inputMode: "text" as const })}
        />
        <div className="dialog-buttons">
          {method === "email" && (
            <Button look="quiet" onPress={sendAgain}>
              {strings.sendAgain}
            </Button>
          )}
          {others.map((other) => (
            <Button key={other} look="quiet" onPress={() => choose(other)}>
              {strings.instead[other]}
            </Button>
          ))}
          <Button onPress={() => asked.answer(undefined)}>{uiStrings.cancel}</Button>
          <Button type="submit" look="primary" isDisabled={code.trim() === ""}>
            {strings.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

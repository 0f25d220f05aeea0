import { toWireError } from "@parley/shared/wire/errors";
import { uiStrings } from "./strings";
import { toasts } from "./toast";

const explainPlainly = (error: unknown) => uiStrings.failed(toWireError(error).message);

/** Does something. When it is refused, that is said and what was shown already is taken back. */
export async function attempt(
  act: () => Promise<unknown>,
  undo?: () => void,
  explain: (error: unknown) => string = explainPlainly,
): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    undo?.();
    toasts.add("failed", explain(error));
    return false;
  }
}

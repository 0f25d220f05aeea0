import { toWireError } from "@parley/shared/wire/errors";
import { toasts } from "../../ui/toast";
import { adminStrings } from "./strings";

/** What went wrong, in words. */
export function explain(caught: unknown): string {
  const error = toWireError(caught);
  const known = adminStrings.errors[error.code];
  if (known !== undefined) return known;
  return error.isConnectionLoss ? adminStrings.offline : adminStrings.failed(error.message);
}

/** Does something; says that it is done, or why it was refused. */
export async function attempt(act: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await act();
    if (done !== undefined) toasts.add("done", done);
    return true;
  } catch (error) {
    toasts.add("failed", explain(error));
    return false;
  }
}

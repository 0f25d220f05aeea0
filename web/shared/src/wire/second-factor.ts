import { WireError } from "./errors";
import { asList } from "./parse";

export type FactorMethod = "totp" | "email" | "password";

/** What the server asks for before it does something. */
export interface FactorDemand {
  method: FactorMethod;
  others: FactorMethod[];
  /** The code given before was not right. */
  isWrong: boolean;
}

export interface FactorAnswer {
  code: string;
  method: FactorMethod;
}

/** Undefined: the person does not want to. */
export type AskFactor = (demand: FactorDemand) => Promise<FactorAnswer | undefined>;

const methods: readonly FactorMethod[] = ["totp", "email", "password"];
const asMethod = (value: unknown) => methods.find((method) => method === value);

function readDemand(details: Record<string, unknown>, isWrong: boolean): FactorDemand {
  const others = asList(details.availableMethods)
    .map(asMethod)
    .filter((method) => method !== undefined);
  return { method: asMethod(details.method) ?? others[0] ?? "totp", others, isWrong };
}

/** Does something, and again with a second factor as long as the server asks for one (ACC-028, ADM-003). */
export async function withSecondFactor<T>(
  ask: AskFactor | undefined,
  act: (factor: FactorAnswer | undefined) => Promise<T>,
): Promise<T> {
  let demand: FactorDemand | undefined;
  let factor: FactorAnswer | undefined;
  for (;;) {
    try {
      return await act(factor);
    } catch (error) {
      if (ask === undefined || !(error instanceof WireError)) throw error;
      if (error.code === "totp-required") demand = readDemand(error.details, false);
      else if (error.code === "totp-invalid" && factor !== undefined)
        demand = { ...(demand ?? readDemand(error.details, true)), method: factor.method, isWrong: true };
      else throw error;
    }
    factor = await ask(demand);
    if (factor === undefined)
      throw new WireError("totp-cancelled", "Nothing was changed: no code was given.");
  }
}

/** Answers with the password that is already there; for all else asks the person. */
export function withKnownPassword(
  hash: string | undefined,
  ask: AskFactor | undefined,
): AskFactor | undefined {
  if (hash === undefined || ask === undefined) return ask;
  return (demand) => {
    if (demand.method !== "password") return ask(demand);
    if (demand.isWrong) throw new WireError("error-invalid-password", "The password is not right.");
    return Promise.resolve({ code: hash, method: "password" });
  };
}

import { useEffect } from "react";
import { ConsentPage } from "./consent-page";
import { FactorDemandPage } from "./factor-demand-page";
import { PasswordChangePage } from "./password-change-page";

export type Gate = "password" | "factor" | "consent";

interface GatePageProps {
  gate: Gate;
  isFactorMet: boolean;
  /** Leaves the page of the second factor. */
  onGoOn: () => void;
}

/** What stands before the workspace. */
export function GatePage({ gate, isFactorMet, onGoOn }: GatePageProps) {
  // While it stood there the server answered nothing else: what was refused is asked for again.
  useEffect(() => () => location.reload(), []);
  if (gate === "password") return <PasswordChangePage />;
  return gate === "factor" ? <FactorDemandPage isMet={isFactorMet} onGoOn={onGoOn} /> : <ConsentPage />;
}

import { asList, asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { useCell, useSetting, useWorkspace } from "../store/use-store";

/** Whether a role of the person demands a second factor that they have not set up. */
export function useFactorDemand(): boolean {
  const { store, link } = useWorkspace();
  const me = useCell(store.me);
  const hasFactors = useSetting("Accounts_TwoFactorAuthentication_Enabled") === true;
  const isReady = useCell(store.isReady);
  const [demanding, setDemanding] = useState<ReadonlySet<string>>(new Set());
  const hasOne = me.hasAuthenticator || (me.hasEmailFactor && me.isEmailVerified);
  const asks = hasFactors && isReady && !hasOne;

  useEffect(() => {
    if (!asks) return undefined;
    let isCurrent = true;
    link.rest
      .get("roles.list")
      .then((answer) => {
        if (!isCurrent) return;
        const roles = asList(answer.roles).map(asRecord);
        const ids = roles.filter((role) => role.mandatory2fa === true).map((role) => String(role._id));
        setDemanding(new Set(ids));
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [link, asks]);

  return asks && me.roles.some((role) => demanding.has(role));
}

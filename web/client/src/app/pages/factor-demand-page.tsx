import { AuthenticatorSection } from "../../features/account/components/authenticator-section";
import { EmailSection } from "../../features/account/components/security-page";
import { EntranceFrame } from "../../features/login/components/entrance-frame";
import styles from "../../features/login/components/entrance.module.css";
import { useSetting, useWorkspace } from "../../store/use-store";
import { Button } from "../../ui/button";
import { appStrings } from "../strings";

/** Stands in the way until a second factor is set up, for those whose role demands one (ACC-031). */
export function FactorDemandPage({ isMet, onGoOn }: { isMet: boolean; onGoOn: () => void }) {
  const workspace = useWorkspace();
  const siteName = useSetting("Site_Name");
  const allowsApp = useSetting("Accounts_TwoFactorAuthentication_By_TOTP_Enabled") === true;
  const allowsEmail = useSetting("Accounts_TwoFactorAuthentication_By_Email_Enabled") === true;
  return (
    <EntranceFrame name={typeof siteName === "string" ? siteName : appStrings.product}>
      <h1 className={styles.title}>{appStrings.factorTitle}</h1>
      <p className={styles.lead}>{appStrings.factorText}</p>
      {allowsApp && <AuthenticatorSection />}
      {allowsEmail && <EmailSection />}
      {isMet && (
        <Button look="primary" isWide onPress={onGoOn}>
          {appStrings.goOn}
        </Button>
      )}
      <Button look="quiet" onPress={() => void workspace.signOut({ tellServer: true })}>
        {appStrings.signOut}
      </Button>
    </EntranceFrame>
  );
}

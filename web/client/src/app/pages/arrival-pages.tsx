import { ExternalLink, Share2 } from "lucide-react";
import { useState } from "react";
import { appLink, isOurs, placeOf, sharedText } from "../../lib/arrivals";
import { roomPath } from "../../store/room-names";
import { useWorkspace } from "../../store/use-store";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { RoomPicker } from "../../ui/room-picker";
import styles from "./room-view.module.css";

const strings = {
  shareTitle: "Share in a conversation",
  shareText: "It is put into the message box; nothing is sent yet.",
  shareTo: "To",
  shareGo: "Go on",
  shareEmpty: "There was nothing to share.",
  linkTitle: "Open this in the app?",
  linkText: "Or go on in the browser.",
  linkElsewhere: "This link leads to another workspace.",
  app: "Open the app",
  web: "Go on here",
  home: "Go to the inbox",
} as const;
const accepts = () => true;

interface Props {
  /** `share`, or what a link of the apps is about: `room`, `invite`. */
  what: string;
  onNavigate: (path: string, options?: { replace: boolean }) => void;
}

/** Where one arrives from other apps: with something to share, or by a link that apps understand (MOB-021, MOB-023). */
export function ArrivalPage({ what, onNavigate }: Props) {
  return what === "share" ? (
    <SharePage onNavigate={onNavigate} />
  ) : (
    <LinkPage what={what} onNavigate={onNavigate} />
  );
}

function SharePage({ onNavigate }: Omit<Props, "what">) {
  const { store, drafts } = useWorkspace();
  const [text] = useState(() => sharedText(new URLSearchParams(location.search)));
  const [chosen, setChosen] = useState<string[]>([]);
  const subscription = store.subscriptions.get(chosen[0] ?? "");
  const handleGo = () => {
    if (subscription === undefined) return;
    const { roomId } = subscription;
    const before = drafts.read(roomId);
    drafts.note(roomId, before === "" ? text : `${before}\n${text}`, roomId);
    drafts.flush();
    onNavigate(roomPath(subscription), { replace: true });
  };
  return (
    <main className={styles.arrival}>
      <EmptyState
        icon={<Share2 />}
        title={strings.shareTitle}
        action={
          text === "" ? (
            <Button onPress={() => onNavigate("/home", { replace: true })}>{strings.home}</Button>
          ) : (
            <Button look="primary" isDisabled={subscription === undefined} onPress={handleGo}>
              {strings.shareGo}
            </Button>
          )
        }
      >
        {text === "" ? strings.shareEmpty : strings.shareText}
      </EmptyState>
      {text !== "" && (
        <>
          <blockquote className={styles.shared}>{text}</blockquote>
          <div className={styles.choice}>
            <RoomPicker
              isSingle
              label={strings.shareTo}
              chosen={chosen}
              onChange={setChosen}
              accepts={accepts}
            />
          </div>
        </>
      )}
    </main>
  );
}

function LinkPage({ what, onNavigate }: Props) {
  const [query] = useState(() => new URLSearchParams(location.search));
  const place = placeOf(what, query);
  const leadsHere = isOurs(query.get("host"), location.host);
  return (
    <main className={styles.arrival}>
      <EmptyState
        icon={<ExternalLink />}
        title={strings.linkTitle}
        action={
          <>
            <Button look="primary" onPress={() => location.assign(appLink(what, query))}>
              {strings.app}
            </Button>
            {leadsHere && <Button onPress={() => onNavigate(place, { replace: true })}>{strings.web}</Button>}
          </>
        }
      >
        {leadsHere ? strings.linkText : strings.linkElsewhere}
      </EmptyState>
    </main>
  );
}

import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { Braces, FileText, Trash2 } from "lucide-react";
import { useState } from "react";
import { sha256 } from "../../../lib/digest";
import { useCell, useSetting, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { TextField } from "../../../ui/text-field";
import { attempt } from "../../../ui/attempt";
import { dataStrings as strings } from "../page-strings";
import { accountStrings } from "../strings";

/** What one can take along, and how one can go (ACC-066 to ACC-068). */
export function DataPage() {
  const allowsDownload = useSetting("UserData_EnableDownload") === true;
  const allowsDelete = useSetting("Accounts_AllowDeleteOwnAccount") === true;
  return (
    <Page title={accountStrings.pages.data}>
      {allowsDownload && <Download />}
      {allowsDelete && <Departure />}
    </Page>
  );
}

function Download() {
  const { link } = useWorkspace();
  const [answer, setAnswer] = useState<{ waiting: number; url: string | undefined }>();
  const ask = (fullExport: boolean) =>
    attempt(async () => {
      const given = await link.rest.get("users.requestDataDownload", { fullExport });
      const { url } = given;
      setAnswer({
        waiting: Number(given.pendingOperationsBeforeMyRequest ?? 0),
        url: typeof url === "string" && url !== "" ? url : undefined,
      });
    });
  return (
    <PageSection title={strings.download} lead={strings.downloadLead}>
      <div className={formStyles.buttons}>
        <Button onPress={() => void ask(false)}>
          <FileText />
          {strings.html}
        </Button>
        <Button onPress={() => void ask(true)}>
          <Braces />
          {strings.json}
        </Button>
      </div>
      {answer !== undefined && (
        <p className={formStyles.note} role="status">
          {answer.url === undefined ? (
            <>
              {strings.requested} {answer.waiting > 0 && strings.waiting(answer.waiting)}
            </>
          ) : (
            <>
              {strings.ready} <a href={answer.url}>{strings.open}</a>
            </>
          )}
        </p>
      )}
    </PageSection>
  );
}

interface LastOwner {
  change: string[];
  vanish: string[];
}

function Departure() {
  const workspace = useWorkspace();
  const { link, store } = workspace;
  const me = useCell(store.me);
  const erasure = useSetting("Message_ErasureType");
  const [isOpen, setIsOpen] = useState(false);
  const [proof, setProof] = useState("");
  const [problem, setProblem] = useState<string>();
  const [lastOwner, setLastOwner] = useState<LastOwner>();
  const [isBusy, setIsBusy] = useState(false);

  const close = () => {
    setIsOpen(false);
    setProof("");
    setProblem(undefined);
    setLastOwner(undefined);
  };

  const remove = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.rest.post("users.deleteOwnAccount", {
        password: me.hasPassword ? await sha256(proof) : proof.trim(),
        confirmRelinquish: lastOwner !== undefined,
      });
      await workspace.signOut({ tellServer: false });
    } catch (caught) {
      const error = toWireError(caught);
      const names = (list: unknown) => asList(list).map(String);
      if (error.code === "user-last-owner") {
        const details = asRecord(error.details);
        setLastOwner({ change: names(details.shouldChangeOwner), vanish: names(details.shouldBeRemoved) });
      } else if (error.code === "error-invalid-password" || error.code === "error-invalid-username") {
        setProblem(strings.wrong);
      } else if (error.code === "error-action-not-allowed") setProblem(strings.lastAdmin);
      else setProblem(strings.failed(error.message));
      setIsBusy(false);
    }
  };

  return (
    <PageSection title={strings.remove} lead={strings.removeLead}>
      <div className={formStyles.buttons}>
        <Button look="danger" onPress={() => setIsOpen(true)}>
          <Trash2 />
          {strings.removeAction}
        </Button>
      </div>
      {isOpen && (
        <Dialog
          title={lastOwner === undefined ? strings.removeTitle : strings.lastOwner}
          onClose={close}
          footer={
            <>
              <Button onPress={close}>{strings.cancel}</Button>
              <Button
                look="danger"
                isDisabled={proof === ""}
                isPending={isBusy}
                onPress={() => void remove()}
              >
                {lastOwner === undefined ? strings.removeAction : strings.goOn}
              </Button>
            </>
          }
        >
          {lastOwner === undefined ? (
            <>
              <p>{strings.removeText[String(erasure)] ?? strings.removeText.Delete}</p>
              <TextField
                autoFocus
                label={me.hasPassword ? strings.password : strings.username}
                type={me.hasPassword ? "password" : "text"}
                autoComplete={me.hasPassword ? "current-password" : "off"}
                value={proof}
                onChange={setProof}
              />
            </>
          ) : (
            <>
              <Rooms title={strings.change} names={lastOwner.change} />
              <Rooms title={strings.vanish} names={lastOwner.vanish} />
            </>
          )}
          <FormError text={problem} />
        </Dialog>
      )}
    </PageSection>
  );
}

function Rooms({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <>
      <p>{title}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </>
  );
}

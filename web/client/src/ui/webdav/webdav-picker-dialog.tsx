import { ChevronRight, File as FileIcon, Folder, Plus } from "lucide-react";
import { useEffect, useState } from "react";

import { fold, formatBytes } from "../../lib/text";
import { useWorkspace } from "../../store/use-store";
import { listFolder, readWebdavFile, type WebdavNode } from "../../store/webdav";
import { Button } from "../button";
import { Dialog } from "../dialog";
import { FormError } from "../form-error";
import { SearchField } from "../search-field";
import { Select } from "../select";
import { WebdavAccountForm } from "./webdav-account-form";
import { explainWebdav, useWebdavAccounts } from "./webdav-accounts";
import { webdavStrings as strings } from "./webdav-strings";
import styles from "./webdav.module.css";

interface Props {
  onFile: (file: File) => void;
  onClose: () => void;
}

/** Walks through the folders of an account, and takes a file out of them (MSG-040). */
export function WebdavPickerDialog({ onFile, onClose }: Props) {
  const { accounts, problem, reload } = useWebdavAccounts();
  const [chosen, setChosen] = useState<string>();
  const [isAdding, setIsAdding] = useState(false);
  const account = accounts?.find(({ id }) => id === chosen) ?? accounts?.[0];
  const isForm = isAdding || (accounts !== undefined && account === undefined);
  return (
    <Dialog title={isForm ? strings.add : strings.attachTitle} onClose={onClose}>
      <FormError text={problem} />
      {isForm && (
        <WebdavAccountForm
          onDone={() => {
            setIsAdding(false);
            reload();
          }}
          onCancel={() => (account === undefined ? onClose() : setIsAdding(false))}
        />
      )}
      {!isForm && account !== undefined && accounts !== undefined && (
        <div className={styles.picker}>
          <div className={styles.accounts}>
            {accounts.length > 1 ? (
              <Select
                label={strings.account}
                options={accounts.map(({ id, name }) => ({ id, label: name }))}
                value={account.id}
                onChange={setChosen}
              />
            ) : (
              <span className={styles.only}>{account.name}</span>
            )}
            <Button look="quiet" onPress={() => setIsAdding(true)}>
              <Plus />
              {strings.add}
            </Button>
          </div>
          <Folders key={account.id} accountId={account.id} onFile={onFile} onClose={onClose} />
        </div>
      )}
    </Dialog>
  );
}

function Folders({ accountId, onFile, onClose }: Props & { accountId: string }) {
  const workspace = useWorkspace();
  const [path, setPath] = useState("/");
  const [nodes, setNodes] = useState<readonly WebdavNode[]>();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const [fetching, setFetching] = useState<string>();

  useEffect(() => {
    let isCurrent = true;
    setNodes(undefined);
    setProblem(undefined);
    setText("");
    listFolder(workspace, accountId, path)
      .then((found) => isCurrent && setNodes(found))
      .catch((error: unknown) => isCurrent && setProblem(explainWebdav(error)));
    return () => {
      isCurrent = false;
    };
  }, [workspace, accountId, path]);

  const take = async (node: WebdavNode) => {
    setFetching(node.name);
    setProblem(undefined);
    try {
      onFile(await readWebdavFile(workspace, accountId, node));
      onClose();
    } catch (error) {
      setProblem(explainWebdav(error));
      setFetching(undefined);
    }
  };

  const parts = path.split("/").filter(Boolean);
  const wanted = fold(text.trim());
  const shown = nodes?.filter((node) => fold(node.name).includes(wanted));
  return (
    <>
      <nav aria-label={strings.path} className={styles.path}>
        <button type="button" className={styles.crumb} onClick={() => setPath("/")}>
          {strings.root}
        </button>
        {parts.map((part, index) => {
          const target = `/${parts.slice(0, index + 1).join("/")}`;
          return (
            <span key={target} className={styles.step}>
              <ChevronRight />
              <button
                type="button"
                className={styles.crumb}
                aria-current={target === path ? "page" : undefined}
                onClick={() => setPath(target)}
              >
                {part}
              </button>
            </span>
          );
        })}
      </nav>
      <div className={styles.search}>
        <SearchField label={strings.search} value={text} onChange={setText} />
      </div>
      <FormError text={problem} />
      <p className={styles.state} role="status">
        {fetching === undefined
          ? nodes === undefined
            ? problem === undefined && strings.loading
            : nodes.length === 0
              ? strings.nothing
              : shown?.length === 0 && strings.nothingFound
          : strings.fetching(fetching)}
      </p>
      <ul className={styles.nodes}>
        {shown?.map((node) => (
          <li key={node.path}>
            <button
              type="button"
              className={styles.node}
              disabled={fetching !== undefined}
              onClick={() => (node.isFolder ? setPath(node.path.replace(/\/$/u, "")) : void take(node))}
            >
              {node.isFolder ? <Folder /> : <FileIcon />}
              <span className={styles.name}>
                {node.isFolder && <span className="visually-hidden">{strings.folder} </span>}
                {node.name}
              </span>
              {node.isFolder ? (
                <ChevronRight />
              ) : (
                <span className={styles.size}>{formatBytes(node.bytes)}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

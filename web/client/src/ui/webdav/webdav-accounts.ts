import { toWireError } from "@parley/shared/wire/errors";
import { useCallback, useEffect, useState } from "react";
import { useCell, useWorkspace } from "../../store/use-store";
import { fetchAccounts, type WebdavAccount } from "../../store/webdav";
import { webdavStrings as strings } from "./webdav-strings";

export function explainWebdav(caught: unknown): string {
  const error = toWireError(caught);
  return strings.errors[error.code] ?? strings.failed(error.message);
}

/** One's own accounts, as they come and go. Undefined until they are known. */
export function useWebdavAccounts(): {
  accounts: readonly WebdavAccount[] | undefined;
  problem: string | undefined;
  reload: () => void;
} {
  const workspace = useWorkspace();
  const myId = useCell(workspace.store.me).id;
  const [accounts, setAccounts] = useState<readonly WebdavAccount[]>();
  const [problem, setProblem] = useState<string>();
  const load = useCallback(() => {
    fetchAccounts(workspace)
      .then(setAccounts)
      .catch((error: unknown) => setProblem(explainWebdav(error)));
  }, [workspace]);
  useEffect(() => {
    load();
    return workspace.link.ddp.listen("stream-notify-user", `${myId}/webdav`, load);
  }, [workspace, myId, load]);
  return { accounts, problem, reload: load };
}

import { HardDrive, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import { removeAccount, type WebdavAccount } from "../../../store/webdav";
import { Page } from "../../../ui/area";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog, Dialog } from "../../../ui/dialog";
import { type Column, Table } from "../../../ui/table";
import { toasts } from "../../../ui/toast";
import { WebdavAccountForm } from "../../../ui/webdav/webdav-account-form";
import { explainWebdav, useWebdavAccounts } from "../../../ui/webdav/webdav-accounts";
import { webdavStrings as strings } from "../../../ui/webdav/webdav-strings";
import { accountStrings } from "../strings";

/** File servers that one uses from here (ACC-038). */
export function WebdavPage() {
  const workspace = useWorkspace();
  const { accounts, problem, reload } = useWebdavAccounts();
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<WebdavAccount>();
  const columns: Column<WebdavAccount>[] = [
    { id: "name", title: strings.columns.name, render: (row) => row.name },
    { id: "username", title: strings.columns.username, render: (row) => row.username },
    { id: "address", title: strings.columns.address, isMinor: true, render: (row) => row.address },
  ];
  const remove = async (account: WebdavAccount) => {
    try {
      await removeAccount(workspace, account.id);
      toasts.add("done", strings.removed);
    } catch (error) {
      toasts.add("failed", explainWebdav(error));
    }
    reload();
  };
  return (
    <Page
      title={accountStrings.pages.webdav}
      lead={strings.lead}
      actions={
        <Button look="primary" onPress={() => setIsAdding(true)}>
          <Plus />
          {strings.add}
        </Button>
      }
    >
      <Table
        label={accountStrings.pages.webdav}
        columns={columns}
        list={{
          items: accounts,
          total: accounts?.length ?? 0,
          problem,
          isLoading: accounts === undefined,
          more: reload,
          reload,
        }}
        keyOf={(row) => row.id}
        empty={{ icon: <HardDrive />, title: strings.emptyTitle, text: strings.emptyText }}
        renderActions={(row) => (
          <IconButton
            label={`${strings.remove} ${row.name}`}
            icon={<Trash2 />}
            onPress={() => setRemoving(row)}
          />
        )}
      />
      {isAdding && (
        <Dialog title={strings.add} onClose={() => setIsAdding(false)}>
          <WebdavAccountForm
            onDone={() => {
              setIsAdding(false);
              reload();
            }}
            onCancel={() => setIsAdding(false)}
          />
        </Dialog>
      )}
      {removing !== undefined && (
        <ConfirmDialog
          title={strings.removeTitle(removing.name)}
          action={strings.remove}
          onClose={() => setRemoving(undefined)}
          onConfirm={() => void remove(removing)}
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}

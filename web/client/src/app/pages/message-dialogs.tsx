import type { Message } from "@parley/shared/wire/entities";
import { CreateDiscussionDialog } from "../../features/create/components/create-discussion-dialog";
import { RemindDialog } from "../../ui/later/later-dialogs";
import { removeMessage, reportMessage } from "../../features/timeline/actions";
import { ForwardDialog } from "../../features/timeline/components/dialogs/forward-dialog";
import { ReactionsDialog } from "../../features/timeline/components/dialogs/reactions-dialog";
import { WhyDialog } from "../../features/timeline/components/dialogs/why-dialog";
import { ReceiptsDialog } from "../../features/timeline/components/dialogs/receipts-dialog";
import type { MessageDialog } from "../../features/timeline/handlers";
import { dialogStrings } from "../../features/timeline/dialog-strings";
import { timelineStrings as strings } from "../../features/timeline/strings";
import { fileOf } from "../../features/timeline/pictures";
import { personName } from "../../store/room-names";
import { useWorkspace } from "../../store/use-store";
import { ConfirmDialog } from "../../ui/dialog";
import { WebdavSaveDialog } from "../../ui/webdav/webdav-save-dialog";
import { ReportDialog } from "../../ui/report-dialog";

interface Props {
  dialog: MessageDialog;
  message: Message;
  onClose: () => void;
  onNavigate: (path: string) => void;
}

/** Dialogs about a message. They belong to the page: the row may be scrolled away meanwhile. */
export function MessageDialogs({ dialog, message, onClose, onNavigate }: Props) {
  const workspace = useWorkspace();
  switch (dialog) {
    case "remove":
      return (
        <ConfirmDialog
          title={dialogStrings.removeTitle}
          action={strings.actions.remove}
          onConfirm={() => removeMessage(workspace, message)}
          onClose={onClose}
        >
          <p>
            {message.discussionId === undefined
              ? dialogStrings.removeText
              : dialogStrings.removeDiscussionText}
          </p>
        </ConfirmDialog>
      );
    case "forward":
      return <ForwardDialog message={message} onClose={onClose} />;
    case "report":
      return (
        <ReportDialog
          title={dialogStrings.reportTitle(personName(message.author))}
          onSend={(reason) => reportMessage(workspace, message, reason)}
          onClose={onClose}
        />
      );
    case "receipts":
      return <ReceiptsDialog message={message} onClose={onClose} />;
    case "why":
      return <WhyDialog message={message} onClose={onClose} />;
    case "webdav": {
      const file = fileOf(message);
      return file === undefined ? null : (
        <WebdavSaveDialog name={file.name} fileId={file.id} onClose={onClose} />
      );
    }
    case "remind":
      return <RemindDialog messageId={message.id} onClose={onClose} />;
    case "reactions":
      return <ReactionsDialog messageId={message.id} onClose={onClose} />;
    default:
      return (
        <CreateDiscussionDialog
          parentId={message.roomId}
          message={message}
          onClose={onClose}
          onCreated={(path) => {
            onClose();
            onNavigate(path);
          }}
        />
      );
  }
}

import { toWireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import { parseMessage } from "@parley/shared/wire/parse";
import type { Workspace } from "../../store/workspace";
import type { Target } from "./actions";
import { ActivityNotice } from "./activity";
import { namedFile, type StagedFile } from "./staged-files";

/**
 * Uploads files one after the other, each as a message of its own; the text goes with the first. All are on show at
 * once, and stay there until they are done, cancelled, or dismissed after a failure.
 */
export function uploadFiles(
  workspace: Workspace,
  target: Target,
  files: readonly StagedFile[],
  text: string,
): void {
  const { store } = workspace;
  const notice = new ActivityNotice(workspace, target, "user-uploading");
  const waiting = files.map((staged) => {
    const abort = new AbortController();
    const entry = {
      id: makeId(),
      ...target,
      name: namedFile(staged).name,
      share: 0,
      failure: undefined,
      cancel: () => {
        abort.abort();
        store.uploads.delete(entry.id);
      },
    };
    store.uploads.set(entry.id, entry);
    return { staged, entry, abort };
  });
  const run = async () => {
    let message = text;
    for (const { staged, entry, abort } of waiting) {
      if (abort.signal.aborted) continue;
      notice.note();
      const isDone = await uploadOne(workspace, target, staged, entry.id, abort, message, () =>
        notice.note(),
      );
      if (isDone) message = "";
    }
    notice.stop();
  };
  void run();
}

async function uploadOne(
  { store, link }: Workspace,
  target: Target,
  staged: StagedFile,
  id: string,
  abort: AbortController,
  text: string,
  onProgress: () => void,
): Promise<boolean> {
  const change = (part: { share?: number; failure?: string; cancel?: () => void }) => {
    const entry = store.uploads.get(id);
    if (entry !== undefined) store.uploads.set(id, { ...entry, ...part });
  };
  const description = staged.description.trim();
  try {
    const answer = await link.rest.upload(
      `rooms.upload/${encodeURIComponent(target.roomId)}`,
      namedFile(staged),
      {
        fields: {
          ...(text === "" ? {} : { msg: text }),
          ...(description === "" ? {} : { description }),
          ...(target.threadId === undefined ? {} : { tmid: target.threadId }),
        },
        onProgress: (share) => {
          onProgress();
          change({ share });
        },
        signal: abort.signal,
      },
    );
    const message = parseMessage(answer.message);
    if (message !== undefined) store.putMessages([message], "arrival");
    store.uploads.delete(id);
    return true;
  } catch (caught) {
    const error = toWireError(caught);
    if (error.code === "aborted") store.uploads.delete(id);
    else change({ failure: error.message, cancel: () => store.uploads.delete(id) });
    return false;
  }
}

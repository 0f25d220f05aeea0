import type { Drafts } from "../drafts";
import { Cell, EntityTable } from "../entity-table";
import type { Link } from "../link";
import type { WorkspaceStore } from "../workspace-store";
import type { LaterDesk } from "./desk";

/** A message kept to come back to. */
export interface SavedMessage {
  messageId: string;
  roomId: string;
  savedAt: number;
  remindAt: number | undefined;
  /** The reader was reminded and has done nothing about it yet. */
  isDue: boolean;
}

export interface ScheduledMessage {
  id: string;
  roomId: string;
  threadId: string | undefined;
  text: string;
  sendAt: number;
  /** What kept it from being sent. */
  error: string | undefined;
}

/** A heading in the list of rooms. */
export interface RoomSection {
  id: string;
  name: string;
  /** Made by an administrator for everybody. */
  isShared: boolean;
  roomIds: readonly string[];
}

/**
 * What a person keeps for later: saved and scheduled messages, drafts, sections. Here is what the first screen needs; all the
 * rest is loaded behind it.
 */
export class LaterSeat {
  readonly saved = new EntityTable<SavedMessage>();
  readonly scheduled = new EntityTable<ScheduledMessage>();
  /** The last thing that the reader must hear of. */
  readonly notice = new Cell<{ kind: "done" | "failed"; text: string } | undefined>(undefined);
  readonly sections = new Cell<readonly RoomSection[]>([]);
  private loading: Promise<LaterDesk> | undefined;

  constructor(
    readonly store: WorkspaceStore,
    readonly link: Link,
    readonly drafts: Drafts,
  ) {
    const stream = "stream-notify-user";
    const userId = store.me.get().id;
    const withDesk = (act: (desk: LaterDesk) => void) => void this.desk().then(act, () => undefined);
    link.ddp.listen(stream, `${userId}/later`, (args) => withDesk((desk) => desk.take(args)));
    link.ddp.listen(stream, `${userId}/sections`, () => withDesk((desk) => desk.loadSections()));
    link.ddp.listen("stream-notify-logged", "sections", () => withDesk((desk) => desk.loadSections()));
    drafts.onWritten = (draft) => withDesk((desk) => desk.keepDraft(draft));
    link.ddp.onStatus((status) => {
      if (status === "ready") withDesk((desk) => desk.refresh());
    });
  }

  desk(): Promise<LaterDesk> {
    this.loading ??= import("./desk").then(
      ({ LaterDesk: Desk }) => new Desk(this),
      (error: unknown) => {
        // The next one tries again.
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }
}

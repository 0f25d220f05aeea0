import { Cell, EntityTable } from "../entity-table";
import type { Link } from "../link";
import type { WorkspaceStore } from "../workspace-store";
import type { E2eDesk } from "./desk";

/**
 * How far this device is with a room: "locked" as long as the reader's own key is not here, "waiting" for another member
 * to hand over the room's key.
 */
export type E2eState = "locked" | "creating" | "waiting" | "ready" | "failed" | "insecure";

/** What the reader is asked to do: keep the password that was made, enter it, or enter it once more. */
export type E2eNotice = "save" | "enter" | "wrong" | "failed";

/**
 * Where encrypted rooms are looked after: what is needed of it from the start. Keys and texts are at the desk, which is
 * loaded only where the workspace has encryption.
 */
export class E2eSeat {
  readonly states = new EntityTable<E2eState>();
  readonly notice = new Cell<E2eNotice | undefined>(undefined);
  private loading: Promise<E2eDesk> | undefined;

  constructor(
    readonly store: WorkspaceStore,
    readonly link: Link,
  ) {
    const look = () => {
      if (this.isOffered() && store.connection.get() === "online")
        void this.desk().then((desk) => desk.start());
      else if (!this.isOffered() && this.loading !== undefined) void this.desk().then((desk) => desk.stop());
    };
    store.settings.subscribe(look);
    store.connection.subscribe(look);
  }

  isOffered(): boolean {
    return this.store.settings.get().E2E_Enable === true;
  }

  /** Whether what is written in the room must be encrypted. */
  guards(roomId: string): boolean {
    return this.isOffered() && this.store.rooms.get(roomId)?.isEncrypted === true;
  }

  desk(): Promise<E2eDesk> {
    this.loading ??= import("./desk").then(({ E2eDesk: Desk }) => new Desk(this));
    return this.loading;
  }
}

import { Cell, EntityTable } from "../entity-table";
import type { Link } from "../link";
import type { WorkspaceStore } from "../workspace-store";
import type { OtrDesk } from "./desk";

/** How far a room is off the record; absent as long as nobody has asked. */
export type OtrState =
  "establishing" | "refreshing" | "established" | "offline" | "timed-out" | "declined" | "failed";

/** Something that the reader did not begin: somebody asks and waits, has ended it, or wrote what our keys do not open. */
export interface OtrNotice {
  kind: "invitation" | "ended" | "unreadable";
  roomId: string;
  userId: string;
}

/**
 * Where conversations off the record take place: what is needed of them from the start. All the rest is loaded with the
 * first of them, lives in memory only, and is gone with the page.
 */
export class OtrSeat {
  readonly states = new EntityTable<OtrState>();
  readonly notice = new Cell<OtrNotice | undefined>(undefined);
  private loading: Promise<OtrDesk> | undefined;

  constructor(
    readonly store: WorkspaceStore,
    readonly link: Link,
  ) {
    link.ddp.listen("stream-notify-user", `${store.me.get().id}/otr`, (args) => {
      void this.desk().then((desk) => desk.take(args));
    });
  }

  /** Whether what is written in the room now must not be kept anywhere. */
  isOn(roomId: string): boolean {
    const state = this.states.get(roomId);
    return state === "established" || state === "refreshing";
  }

  desk(): Promise<OtrDesk> {
    this.loading ??= import("./desk").then(({ OtrDesk: Desk }) => new Desk(this));
    return this.loading;
  }

  /** Says goodbye in every room. */
  async leave(): Promise<void> {
    if (this.states.size > 0) (await this.desk()).endAll();
  }
}

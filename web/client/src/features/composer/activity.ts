import type { Workspace } from "../../store/workspace";
import type { Target } from "./actions";

const REPEAT_MS = 5000;
const SILENCE_MS = 6000;

export type Activity = "user-typing" | "user-recording" | "user-uploading";

/** Tells the others of the room what we are doing; repeats while it goes on, and ends with silence. */
export class ActivityNotice {
  private lastSentAt = 0;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private readonly workspace: Workspace;
  private readonly target: Target;
  private readonly activity: Activity;

  constructor(workspace: Workspace, target: Target, activity: Activity) {
    this.workspace = workspace;
    this.target = target;
    this.activity = activity;
  }

  /** It goes on. */
  note(): void {
    const now = Date.now();
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.stop(), SILENCE_MS);
    if (now - this.lastSentAt < REPEAT_MS) return;
    this.lastSentAt = now;
    this.send([this.activity]);
  }

  stop(): void {
    clearTimeout(this.silence);
    if (this.lastSentAt === 0) return;
    this.lastSentAt = 0;
    this.send([]);
  }

  private send(activities: string[]): void {
    const { store, link } = this.workspace;
    const me = store.me.get();
    const name = store.settings.get().UI_Use_Real_Name === true ? (me.name ?? me.username) : me.username;
    const extra = this.target.threadId === undefined ? {} : { tmid: this.target.threadId };
    link
      .call("stream-notify-room", `${this.target.roomId}/user-activity`, name, activities, extra)
      .catch(() => undefined);
  }
}

import type { Link } from "./link";

const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** Tells the server when nobody has touched this device for a while, and when somebody is back (ACC-062). */
export class AutoAway {
  private readonly link: Pick<Link, "call">;
  private readonly idleMs: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isAway = false;
  private lastSign = 0;

  constructor(link: Pick<Link, "call">, idleMs: number) {
    this.link = link;
    this.idleMs = idleMs;
    for (const sign of signs) addEventListener(sign, this.note, { passive: true });
    this.wait(idleMs);
  }

  stop(): void {
    for (const sign of signs) removeEventListener(sign, this.note);
    this.back();
    clearTimeout(this.timer);
  }

  /** Only notes the time: a timer for each movement of the mouse would be dear. */
  private readonly note = (): void => {
    this.lastSign = Date.now();
    this.back();
  };

  private back(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.link.call("UserPresence:online").catch(() => undefined);
    this.wait(this.idleMs);
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const rest = this.lastSign + this.idleMs - Date.now();
      if (rest > 0) {
        this.wait(rest);
        return;
      }
      this.isAway = true;
      this.link.call("UserPresence:away").catch(() => undefined);
    }, ms);
  }
}

import { asList, parseList, parseUser, readPresence } from "@parley/shared/wire/parse";
import type { Link } from "./link";
import type { WorkspaceStore } from "./workspace-store";

const GATHER_MS = 60;

/** Follows the presence of the people on show: asks once for each, then listens. */
export class Presence {
  private readonly watched = new Set<string>();
  private readonly waiting = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly store: WorkspaceStore;
  private readonly link: Link;

  constructor(store: WorkspaceStore, link: Link) {
    this.store = store;
    this.link = link;
    link.ddp.hear("stream-user-presence", (userId, args) => this.take(userId, asList(args[0])));
  }

  watch(userIds: readonly string[]): void {
    for (const id of userIds) {
      if (id !== "" && !this.watched.has(id)) this.waiting.add(id);
    }
    if (this.waiting.size === 0 || this.timer !== undefined) return;
    this.timer = setTimeout(() => void this.ask(), GATHER_MS);
  }

  /** A new connection may have missed changes. */
  renew(): void {
    void this.fetch([...this.watched]);
  }

  private async ask(): Promise<void> {
    await this.link.whenReady();
    this.timer = undefined;
    const ids = [...this.waiting];
    this.waiting.clear();
    for (const id of ids) this.watched.add(id);
    // Each subscription adds people to the connection's one list; all are sent again after a reconnection.
    this.link.ddp.subscribe("stream-user-presence", ["", { added: ids }]);
    await this.fetch(ids);
  }

  private async fetch(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      const answer = await this.link.rest.get("users.presence", { ids: ids.join(",") });
      this.store.users.batch(() => {
        for (const user of parseList(answer.users, parseUser)) {
          this.store.putUser({ ...user, roles: undefined });
          const me = this.store.me.get();
          if (user.id === me.id) this.store.me.set({ ...me, presence: user.presence });
        }
      });
    } catch {
      // Presence is decoration: without it, discs stay hollow.
    }
  }

  private take(userId: string, change: unknown[]): void {
    const known = this.store.users.get(userId);
    const [username, status, statusText] = change;
    this.store.putUser({
      id: userId,
      username: typeof username === "string" ? username : (known?.username ?? ""),
      presence: readPresence(status),
      statusText: typeof statusText === "string" ? statusText : "",
    });
    const me = this.store.me.get();
    if (me.id === userId) this.store.me.set({ ...me, presence: readPresence(status) });
  }
}

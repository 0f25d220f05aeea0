import { asList, asRecord } from "@parley/shared/wire/parse";
import type { Link } from "./link";
import type { WorkspaceStore } from "./workspace-store";

/** Roles of people in one room. */
export type RoomRoles = Readonly<Record<string, readonly string[]>>;

/** Loads who is owner, moderator or leader of rooms that are opened, and follows the changes. */
export class RoomRolesLoader {
  private readonly asked = new Set<string>();
  private readonly store: WorkspaceStore;
  private readonly link: Link;

  constructor(store: WorkspaceStore, link: Link) {
    this.store = store;
    this.link = link;
    link.ddp.listen("stream-notify-logged", "roles-change", ([value]) => this.take(asRecord(value)));
  }

  load(roomId: string): void {
    if (this.asked.has(roomId)) return;
    this.asked.add(roomId);
    void this.fetch(roomId);
  }

  /** A new connection may have missed changes. */
  renew(): void {
    for (const roomId of this.asked) void this.fetch(roomId);
  }

  private async fetch(roomId: string): Promise<void> {
    try {
      const roles: Record<string, string[]> = {};
      for (const item of asList(await this.link.read("getRoomRoles", roomId)).map(asRecord))
        roles[String(asRecord(item.u)._id)] = asList(item.roles).map(String);
      this.store.roomRoles.set(roomId, roles);
    } catch {
      this.asked.delete(roomId);
    }
  }

  private take({ type, _id: role, u, scope }: Record<string, unknown>): void {
    const userId = asRecord(u)._id;
    if (typeof scope !== "string" || typeof role !== "string" || typeof userId !== "string") return;
    const known = this.store.roomRoles.get(scope);
    if (known === undefined) return;
    const others = (known[userId] ?? []).filter((other) => other !== role);
    this.store.roomRoles.set(scope, { ...known, [userId]: type === "added" ? [...others, role] : others });
  }
}

import type { Message, Room, Subscription } from "@parley/shared/wire/entities";
import type { Database } from "./database";
import { isOffTheRecord } from "./system-messages";
import { sealedAgain, type WorkspaceStore } from "./workspace-store";

const SAVE_AFTER_MS = 1500;
const MESSAGES_PER_ROOM = 50;

/** Mirrors rooms, subscriptions and the end of each visited room to the device, for a start without network. */
export class Snapshots {
  private readonly store: WorkspaceStore;
  private readonly database: Database;
  private readonly changedRooms = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: WorkspaceStore, database: Database) {
    this.store = store;
    this.database = database;
  }

  async restore(): Promise<void> {
    const [rooms, subscriptions] = await Promise.all([
      this.database.get("snapshots", "rooms"),
      this.database.get("snapshots", "subscriptions"),
    ]);
    if (!Array.isArray(rooms) || !Array.isArray(subscriptions) || subscriptions.length === 0) return;
    this.store.rooms.batch(() => {
      for (const room of rooms as Room[])
        if (!this.store.rooms.has(room.id)) this.store.rooms.set(room.id, room);
    });
    this.store.subscriptions.batch(() => {
      for (const subscription of subscriptions as Subscription[]) {
        if (!this.store.subscriptions.has(subscription.roomId)) {
          this.store.subscriptions.set(subscription.roomId, subscription);
        }
      }
    });
    this.store.isReady.set(true);
  }

  /** Returns false when nothing is saved for the room. */
  async restoreRoom(roomId: string): Promise<boolean> {
    const saved = await this.database.get("snapshots", `room:${roomId}`);
    if (!Array.isArray(saved) || this.store.timelines.get(roomId) !== undefined) return false;
    this.store.putMessages(saved as Message[], "history");
    this.store.setTimelineEnds(roomId, { hasOlder: true, hasNewer: false, isLoaded: true });
    return true;
  }

  start(): void {
    this.store.rooms.subscribe(() => this.schedule());
    this.store.subscriptions.subscribe(() => this.schedule());
  }

  roomChanged(roomId: string): void {
    this.changedRooms.add(roomId);
    this.schedule();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  private async save(): Promise<void> {
    this.timer = undefined;
    const roomIds = [...this.changedRooms];
    this.changedRooms.clear();
    try {
      const rooms = [...this.store.rooms.all()].map((room) =>
        room.lastMessage === undefined ? room : { ...room, lastMessage: sealedAgain(room.lastMessage) },
      );
      await this.database.put("snapshots", rooms, "rooms");
      await this.database.put("snapshots", [...this.store.subscriptions.all()], "subscriptions");
      for (const roomId of roomIds) {
        const timeline = this.store.timelines.get(roomId);
        if (timeline === undefined || timeline.hasNewer) continue;
        const messages = timeline.ids.slice(-MESSAGES_PER_ROOM).map(this.store.findMessage);
        const confirmed = messages
          .filter((message) => message !== undefined)
          .filter((message) => message.delivery === undefined && !isOffTheRecord(message));
        await this.database.put("snapshots", confirmed.map(sealedAgain), `room:${roomId}`);
      }
    } catch {
      // A full disk costs the quick start, nothing else.
    }
  }
}

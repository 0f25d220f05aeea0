import type { Subscription } from "@parley/shared/wire/entities";
import { wireTime } from "@parley/shared/wire/ddp-client";
import { WireError } from "@parley/shared/wire/errors";
import {
  asList,
  asRecord,
  parseList,
  parseMe,
  parseMessage,
  parseRoom,
  parseSubscription,
  readDelta,
} from "@parley/shared/wire/parse";
import { readCustomEmoji, withEmoji, withoutEmoji } from "./custom-emoji";
import type { Link } from "./link";
import type { Outbox } from "./outbox";
import type { Presence } from "./presence";
import type { RoomHistory } from "./room-history";
import type { RoomRolesLoader } from "./room-roles";
import type { Snapshots } from "./snapshots";
import type { WorkspaceStore } from "./workspace-store";

/** Rooms kept live after they were left, so that returning to them is immediate. */
const LIVE_ROOMS = 8;
const OVERLAP_MS = 5000;
const ACTIVITY_MS = 15_000;

interface Parts {
  store: WorkspaceStore;
  link: Link;
  outbox: Outbox;
  history: RoomHistory;
  presence: Presence;
  roomRoles: RoomRolesLoader;
  snapshots: Snapshots | undefined;
  onSignedOut: () => void;
}

/** Keeps the store equal to the server: first load, live events, and catching up after a gap. */
export class Sync {
  private readonly parts: Parts;
  private readonly liveRooms = new Map<string, () => void>();
  private hasLoaded = false;
  private deltaRunning: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  start(): void {
    const { link, store } = this.parts;
    link.ddp.onStatus((status) => {
      if (status === "ready") void this.becomeReady();
      else {
        this.parts.outbox.setOnline(false);
        store.connection.set(status === "connecting" && !this.hasLoaded ? "connecting" : "offline");
      }
    });
    this.listenToUser(store.me.get().id);
    this.listenToWorkspace();
    void this.loadRooms().catch((error: unknown) => {
      // Nothing comes before the person has set up a factor; they are told so once the first load is over.
      if (error instanceof WireError && error.status === 403) store.isReady.set(true);
    });
    void this.loadWorkspace();
  }

  /** Listens to a room, and keeps listening while it is among the last visited. */
  watchRoom(roomId: string): void {
    const stop = this.liveRooms.get(roomId) ?? this.listenToRoom(roomId);
    this.liveRooms.delete(roomId);
    this.liveRooms.set(roomId, stop);
    for (const [oldest, stopOldest] of this.liveRooms) {
      if (this.liveRooms.size <= LIVE_ROOMS) break;
      this.liveRooms.delete(oldest);
      stopOldest();
      this.parts.store.timelines.delete(oldest);
    }
  }

  isWatching(roomId: string): boolean {
    return this.liveRooms.has(roomId);
  }

  private async becomeReady(): Promise<void> {
    const { store, outbox, presence, roomRoles, history } = this.parts;
    store.connection.set("online");
    outbox.setOnline(true);
    const isReturn = this.hasLoaded;
    presence.watch([store.me.get().id]);
    try {
      // A load that began before the subscriptions were there can miss what happened in between. Over the socket the
      // question comes behind them, and the server answers in order.
      await this.deltaRunning?.catch(() => undefined);
      await this.loadRooms("socket");
    } catch {
      // The next reconnection tries again; live events still arrive.
    }
    if (!isReturn) return;
    presence.renew();
    roomRoles.renew();
    for (const roomId of this.liveRooms.keys()) void history.catchUp(roomId).catch(() => undefined);
  }

  /** Rooms and subscriptions: all of them the first time, then what changed. */
  private loadRooms(door: "rest" | "socket" = "rest"): Promise<void> {
    this.deltaRunning ??= this.fetchRooms(door).finally(() => {
      this.deltaRunning = undefined;
    });
    return this.deltaRunning;
  }

  private async fetchRooms(door: "rest" | "socket"): Promise<void> {
    const { store } = this.parts;
    const isFirst = !this.hasLoaded;
    const [subscriptions, rooms] = await Promise.all([
      this.fetchDelta(door, "subscriptions", isFirst ? undefined : latest(store.subscriptions.all())),
      this.fetchDelta(door, "rooms", isFirst ? undefined : latest(store.rooms.all())),
    ]);
    const parsedRooms = parseList(rooms.update, parseRoom);
    const parsedSubscriptions = parseList(subscriptions.update, parseSubscription);
    store.rooms.batch(() => {
      for (const room of parsedRooms) store.rooms.set(room.id, room);
    });
    store.subscriptions.batch(() => {
      for (const subscription of parsedSubscriptions)
        store.subscriptions.set(subscription.roomId, subscription);
      for (const id of subscriptions.removedIds) this.removeSubscription(id);
      if (isFirst) this.dropUnknown(parsedSubscriptions);
    });
    this.hasLoaded = true;
    store.isReady.set(true);
  }

  private async fetchDelta(
    door: "rest" | "socket",
    kind: "subscriptions" | "rooms",
    since: number | undefined,
  ) {
    const { link } = this.parts;
    const from = since === undefined ? undefined : since - OVERLAP_MS;
    const overSocket = async () =>
      readDelta(await link.read(`${kind}/get`, ...(from === undefined ? [] : [wireTime(from)])));
    if (door === "socket") return overSocket();
    try {
      const updatedSince = from === undefined ? undefined : new Date(from).toISOString();
      return readDelta(await link.rest.get(`${kind}.get`, { updatedSince }));
    } catch (error) {
      // The REST door allows few calls a minute; on a flapping connection the socket serves the same.
      if (!(error instanceof WireError) || error.status !== 429) throw error;
      return overSocket();
    }
  }

  /** What the cache knows but the server does not was left while this device was away. */
  private dropUnknown(known: readonly Subscription[]): void {
    const roomIds = new Set(known.map((subscription) => subscription.roomId));
    for (const subscription of this.parts.store.subscriptions.all()) {
      if (!roomIds.has(subscription.roomId)) this.parts.store.subscriptions.delete(subscription.roomId);
    }
  }

  private removeSubscription(id: string): void {
    for (const subscription of this.parts.store.subscriptions.all()) {
      if (subscription.id === id) this.parts.store.subscriptions.delete(subscription.roomId);
    }
  }

  private listenToUser(userId: string): void {
    const { store, link, onSignedOut } = this.parts;
    const stream = "stream-notify-user";
    link.ddp.listen(stream, `${userId}/subscriptions-changed`, ([action, value]) => {
      const roomId = asRecord(value).rid;
      const subscription = parseSubscription(value);
      if (action === "removed") {
        if (typeof roomId === "string") store.subscriptions.delete(roomId);
        else this.removeSubscription(String(asRecord(value)._id ?? ""));
      } else if (subscription !== undefined) {
        store.subscriptions.set(subscription.roomId, subscription);
      }
    });
    link.ddp.listen(stream, `${userId}/rooms-changed`, ([action, value]) => {
      const room = parseRoom(value);
      if (action === "removed") store.rooms.delete(String(asRecord(value)._id ?? ""));
      else if (room !== undefined) store.rooms.set(room.id, { ...store.rooms.get(room.id), ...room });
    });
    link.ddp.listen(stream, `${userId}/message`, ([value]) => {
      // Two things come this way: our own marks on a stored message, and notes that are stored nowhere.
      const raw = asRecord(value);
      const isKnown = typeof raw._id === "string" && store.messages.has(raw._id);
      const note = {
        _id: `note-${Date.now()}`,
        ts: Date.now(),
        u: { _id: "rocket.cat", username: "rocket.cat" },
        private: true,
      };
      const message = parseMessage(isKnown ? raw : { ...note, ...raw });
      if (message !== undefined) store.putMessages([message], isKnown ? "update" : "arrival");
    });
    link.ddp.listen(stream, `${userId}/userData`, ([value]) => this.takeUserData(asRecord(value)));
    link.ddp.listen(stream, `${userId}/force_logout`, () => onSignedOut());
  }

  private takeUserData(event: Record<string, unknown>): void {
    const { store } = this.parts;
    if (event.type !== "updated") return;
    const diff = asRecord(event.diff);
    const me = store.me.get();
    const text = (name: string, known: string | undefined) =>
      typeof diff[name] === "string" ? String(diff[name]) : known;
    // Passwords, factors and addresses are not told here: who needs them asks.
    if (Object.keys(diff).some((name) => /^(services|emails|requirePasswordChange)/u.test(name)))
      void this.loadMe().catch(() => undefined);
    const next = {
      ...me,
      bio: text("bio", me.bio),
      nickname: text("nickname", me.nickname),
      name: text("name", me.name),
      username: text("username", me.username) ?? me.username,
      statusText: text("statusText", me.statusText),
      avatarTag: text("avatarETag", me.avatarTag),
      roles: Array.isArray(diff.roles) ? diff.roles.map(String) : me.roles,
      preferences: { ...me.preferences, ...asRecord(diff["settings.preferences"]) },
    };
    store.me.set(next);
    store.putUser(next);
  }

  private listenToWorkspace(): void {
    const { store, link } = this.parts;
    link.ddp.listen("stream-notify-logged", "updateAvatar", ([value]) => {
      const { username, rid, etag } = asRecord(value);
      const tag = typeof etag === "string" ? etag : String(Date.now());
      const user = typeof username === "string" ? store.findUserByName(username) : undefined;
      if (user !== undefined) store.putUser({ ...user, avatarTag: tag });
      if (user !== undefined && user.id === store.me.get().id)
        store.me.set({ ...store.me.get(), avatarTag: tag });
      const room = typeof rid === "string" ? store.rooms.get(rid) : undefined;
      if (room !== undefined) store.rooms.set(room.id, { ...room, avatarTag: tag });
    });
    link.ddp.listen("stream-notify-logged", "Users:NameChanged", ([value]) => {
      const { _id, name } = asRecord(value);
      const user = store.users.get(String(_id));
      if (user !== undefined && typeof name === "string") store.putUser({ ...user, name });
    });
    link.ddp.listen("stream-notify-logged", "permissions-changed", () => void this.loadPermissions());
    link.ddp.listen("stream-notify-logged", "updateEmojiCustom", ([value]) =>
      store.customEmoji.set(withEmoji(store.customEmoji.get(), asRecord(value).emojiData)),
    );
    link.ddp.listen("stream-notify-logged", "deleteEmojiCustom", ([value]) =>
      store.customEmoji.set(withoutEmoji(store.customEmoji.get(), asRecord(value).emojiData)),
    );
    link.ddp.listen("stream-notify-all", "public-settings-changed", ([, setting]) => {
      const { _id, value } = asRecord(setting);
      if (typeof _id === "string") store.settings.set({ ...store.settings.get(), [_id]: value });
    });
  }

  private listenToRoom(roomId: string): () => void {
    const { store, link, outbox, snapshots } = this.parts;
    const stops = [
      link.ddp.listen("stream-room-messages", roomId, (args) => {
        // What is off the record is opened elsewhere, or not at all.
        const messages = parseList(args, parseMessage).filter(({ kind }) => kind !== "otr");
        for (const message of messages) outbox.confirm(message.id);
        store.putMessages(messages, "arrival");
        snapshots?.roomChanged(roomId);
      }),
      link.ddp.listen("stream-notify-room", `${roomId}/deleteMessage`, (args) => {
        for (const item of args) store.removeMessage(String(asRecord(item)._id ?? ""));
        snapshots?.roomChanged(roomId);
      }),
      link.ddp.listen("stream-notify-room", `${roomId}/deleteMessageBulk`, () => {
        store.timelines.delete(roomId);
        void this.parts.history.loadLatest(roomId).catch(() => undefined);
      }),
      link.ddp.listen("stream-notify-room", `${roomId}/user-activity`, ([name, kinds, extra]) => {
        const threadId = asRecord(extra).tmid;
        this.takeActivity(roomId, String(name), asList(kinds).includes("user-typing"), threadId);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  private takeActivity(roomId: string, name: string, isTyping: boolean, threadId: unknown): void {
    const { store } = this.parts;
    const me = store.me.get();
    if (name === me.username || name === me.name) return;
    const now = Date.now();
    const thread = typeof threadId === "string" ? threadId : undefined;
    const others = (store.activities.get(roomId) ?? []).filter(
      (a) => a.until > now && !(a.name === name && a.threadId === thread),
    );
    store.activities.set(
      roomId,
      isTyping ? [...others, { name, threadId: thread, until: now + ACTIVITY_MS }] : others,
    );
    if (isTyping) setTimeout(() => this.expireActivities(roomId), ACTIVITY_MS + 50);
  }

  private expireActivities(roomId: string): void {
    const { store } = this.parts;
    const known = store.activities.get(roomId) ?? [];
    const current = known.filter((activity) => activity.until > Date.now());
    if (current.length !== known.length) store.activities.set(roomId, current);
  }

  private async loadWorkspace(): Promise<void> {
    await Promise.allSettled([this.loadMe(), this.loadPermissions(), this.loadEmoji()]);
  }

  /** Asks again who we are, after something about it has changed. */
  async loadMe(): Promise<void> {
    const { store, link } = this.parts;
    const me = parseMe(await link.rest.get("me"));
    if (me === undefined) return;
    store.me.set(me);
    store.putUser(me);
    localStorage.setItem("parley.me", JSON.stringify(me));
  }

  private async loadPermissions(): Promise<void> {
    const { store, link } = this.parts;
    const answer = await link.rest.get("permissions.listAll");
    const permissions: Record<string, string[]> = {};
    for (const item of asList(answer.update).map(asRecord))
      permissions[String(item._id)] = asList(item.roles).map(String);
    store.permissions.set(permissions);
  }

  private async loadEmoji(): Promise<void> {
    const { store, link } = this.parts;
    const answer = await link.rest.get("emoji-custom.list", { query: "{}" });
    store.customEmoji.set(readCustomEmoji(asRecord(answer.emojis).update));
  }
}

function latest(entities: Iterable<{ updatedAt: number }>): number | undefined {
  let newest: number | undefined;
  for (const entity of entities)
    if (newest === undefined || entity.updatedAt > newest) newest = entity.updatedAt;
  return newest;
}

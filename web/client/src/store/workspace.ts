import { DdpClient } from "@parley/shared/wire/ddp-client";
import type { Me } from "@parley/shared/wire/entities";
import { asRecord, parseMe, parseMessage } from "@parley/shared/wire/parse";
import { RestClient, type Credentials } from "@parley/shared/wire/rest-client";
import { runInNextTask } from "../lib/platform";
import { deleteDatabase, openDatabase, type Database } from "./database";
import { Drafts } from "./drafts";
import { E2eSeat } from "./e2e/seat";
import { FactorDesk } from "./factor-desk";
import { LaterSeat } from "./later/seat";
import { Link } from "./link";
import { OtrSeat } from "./otr/seat";
import { Outbox, type OutboxStorage } from "./outbox";
import { Presence } from "./presence";
import { RoomHistory } from "./room-history";
import { RoomRolesLoader } from "./room-roles";
import { clearSession } from "./session";
import { Snapshots } from "./snapshots";
import { Sync } from "./sync";
import { WorkspaceStore } from "./workspace-store";

/** All that lives as long as one account is signed in. */
export interface Workspace {
  store: WorkspaceStore;
  link: Link;
  outbox: Outbox;
  history: RoomHistory;
  presence: Presence;
  roomRoles: RoomRolesLoader;
  drafts: Drafts;
  later: LaterSeat;
  factors: FactorDesk;
  otr: OtrSeat;
  e2e: E2eSeat;
  sync: Sync;
  snapshots: Snapshots | undefined;
  signOut: (options: { tellServer: boolean }) => Promise<void>;
  stop: () => void;
}

interface OpenOptions {
  credentials: Credentials;
  settings: Record<string, unknown>;
  onSignedOut: () => void;
}

/** Starts the account of these credentials: from what the device remembers at once, else after asking who we are. */
export async function openWorkspace({ credentials, settings, onSignedOut }: OpenOptions): Promise<Workspace> {
  const rest = new RestClient("");
  rest.credentials = credentials;
  const me = readCachedMe(credentials.userId) ?? (await fetchMe(rest));
  const store = new WorkspaceStore(me);
  store.settings.set(settings);
  store.hasSettings.set(Object.keys(settings).length > 0);

  const database = await openDatabase(credentials.userId);
  const protocol = location.protocol === "https:" ? "wss:" : "ws:";
  // In a flood of events each would be drawn for itself, until React takes it for an endless loop.
  const ddp = new DdpClient({ url: `${protocol}//${location.host}/websocket`, gather: runInNextTask });
  const link = new Link(rest, ddp);
  const factors = new FactorDesk();
  link.onFactorNeeded(factors.ask);
  const history = new RoomHistory(store, link);
  const presence = new Presence(store, link);
  const otr = new OtrSeat(store, link);
  const drafts = new Drafts();
  const later = new LaterSeat(store, link, drafts);
  const e2e = new E2eSeat(store, link);
  const roomRoles = new RoomRolesLoader(store, link);
  const snapshots = database === undefined ? undefined : new Snapshots(store, database);
  const outbox = new Outbox({
    store,
    storage: outboxStorage(database),
    send: async (entry) => {
      const message = {
        _id: entry.id,
        rid: entry.roomId,
        msg: entry.text,
        ...(entry.isSealed === true ? { t: "e2e", e2e: "pending" } : {}),
        ...(entry.threadId === undefined ? {} : { tmid: entry.threadId, tshow: entry.alsoInRoom }),
      };
      return parseMessage(asRecord(await link.call("sendMessage", message)));
    },
  });

  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    stop();
    clearSession();
    void deleteDatabase(credentials.userId);
    onSignedOut();
  };
  const sync = new Sync({ store, link, outbox, history, presence, roomRoles, snapshots, onSignedOut: end });
  const nudge = () => link.ddp.nudge();
  const stop = () => {
    removeEventListener("online", nudge);
    document.removeEventListener("visibilitychange", nudge);
    link.ddp.stop();
    database?.close();
  };

  rest.onUnauthorized(end);
  link.ddp.onSignInRefused(end);
  addEventListener("online", nudge);
  document.addEventListener("visibilitychange", nudge);
  await snapshots?.restore();
  snapshots?.start();
  sync.start();
  void outbox.restore();
  link.ddp.start(credentials.token);

  return {
    store,
    link,
    outbox,
    history,
    presence,
    roomRoles,
    drafts,
    later,
    factors,
    otr,
    e2e,
    sync,
    snapshots,
    stop,
    async signOut({ tellServer }) {
      await otr.leave();
      if (tellServer) await rest.post("logout").catch(() => undefined);
      end();
    },
  };
}

function readCachedMe(userId: string): Me | undefined {
  try {
    const saved = JSON.parse(localStorage.getItem("parley.me") ?? "null") as Me | null;
    return saved?.id === userId ? saved : undefined;
  } catch {
    return undefined;
  }
}

async function fetchMe(rest: RestClient): Promise<Me> {
  const me = parseMe(await rest.get("me"));
  if (me === undefined) throw new Error("The server's account answer is not understood.");
  localStorage.setItem("parley.me", JSON.stringify(me));
  return me;
}

function outboxStorage(database: Database | undefined): OutboxStorage {
  return {
    load: async () => (await database?.getAll("outbox")) ?? [],
    async save(entry) {
      await database?.put("outbox", entry);
    },
    async remove(id) {
      await database?.delete("outbox", id);
    },
  };
}

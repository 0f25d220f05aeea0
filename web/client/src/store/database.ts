import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface OutboxEntry {
  id: string;
  roomId: string;
  threadId: string | undefined;
  alsoInRoom: boolean;
  /** Encrypted, if the room is. */
  text: string;
  isSealed?: boolean | undefined;
  /** Local time of writing; also the order of sending. */
  writtenAt: number;
  failure: string | undefined;
}

interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry };
  snapshots: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Schema>;

/** Raised when entities change shape: what was mirrored before is then fetched anew; unsent messages stay. */
const VERSION = 2;

function databaseName(userId: string): string {
  return `parley-${userId}`;
}

/** The mirror of one account on this device. Undefined where the browser forbids storage: the client then works without. */
export async function openDatabase(userId: string): Promise<Database | undefined> {
  try {
    return await openDB<Schema>(databaseName(userId), VERSION, {
      upgrade(database, before) {
        if (before === 0) database.createObjectStore("outbox", { keyPath: "id" });
        else database.deleteObjectStore("snapshots");
        database.createObjectStore("snapshots");
      },
    });
  } catch {
    return undefined;
  }
}

export async function deleteDatabase(userId: string): Promise<void> {
  try {
    await deleteDB(databaseName(userId));
  } catch {
    // Another tab still holds it; it is emptied when that tab signs out.
  }
}

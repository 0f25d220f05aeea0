import { countOf } from "../../../lib/text";

const people = (count: number) => countOf(count, "person", "people");
const rooms = (count: number) => countOf(count, "room", "rooms");
const messages = (count: number) => countOf(count, "message", "messages");

export const importStrings = {
  lead: "Brings people, rooms and messages of another workspace here. You see what is in the file before anything happens.",
  choose: "Choose a file",
  file: "Zip file to import",
  reading: "Reading the file…",
  tooLarge: "This file is larger than 6 MB. Split it into several and import them one after the other.",
  format: "What the file holds",
  formatLead: "A zip file with these CSV files. All values stand in quotes.",
  formatColumns: { file: "File", values: "Values, in this order" },
  formatRows: [
    ["users.csv", "username, email, full name"],
    ["channels.csv", "name, username of who made it, private or public, members with ; between"],
    ["ROOM/any.csv", "username, milliseconds since 1970, text"],
    ["directmessages/any.csv", "sender, receiver, milliseconds since 1970, text"],
  ] as const,
  found: "What is in the file",
  foundLead: (file: string, count: number) =>
    `${file}, with ${messages(count)}. Untick what is to stay behind.`,
  people: "People",
  rooms: "Rooms",
  search: (what: string) => `Search ${what.toLowerCase()}`,
  all: (what: string) => `All ${what.toLowerCase()}`,
  chosen: (chosen: number, all: number) =>
    `${chosen.toLocaleString("en")} of ${all.toLocaleString("en")} chosen`,
  more: (count: number) => `${count.toLocaleString("en")} more. Search to find them.`,
  kinds: { direct: "Direct conversation", private: "Private", public: "Public" } as Record<string, string>,
  start: "Start the import",
  started: "The import has begun. You may leave this page.",
  running: "Under way",
  progress: "Progress of the import",
  steps: {
    importer_importing_started: "It is about to begin.",
    importer_importing_users: "Bringing in people.",
    importer_importing_channels: "Bringing in rooms.",
    importer_importing_messages: "Bringing in messages.",
  } as Record<string, string>,
  done: (completed: number, total: number) =>
    `${completed.toLocaleString("en")} of ${total.toLocaleString("en")} done`,
  failures: (count: number) =>
    `${count.toLocaleString("en")} could not be taken and ${count === 1 ? "was" : "were"} left out.`,
  leftOutLabel: "What was left out, and why",
  leftOut: {
    user: (name: string, _count: number) => name,
    channel: (name: string, _count: number) => `#${name}`,
    message: (name: string, count: number) => `${messages(count)} in ${name}`,
  },
  result: "The last import",
  resultText: (file: string, count: number) =>
    `${file} is in: ${count.toLocaleString("en")} of its entries were taken.`,
  past: "Imports",
  columns: { file: "File", state: "State", by: "By", at: "When", holds: "Held", failed: "Left out" },
  stages: { choosing: "Waits for you", running: "Under way", done: "Done", cancelled: "Not begun" },
  holds: (people_: number, rooms_: number, messages_: number) =>
    `${people(people_)}, ${rooms(rooms_)}, ${messages(messages_)}`,
  emptyTitle: "Nothing was imported yet",
  emptyText: "Choose a file to begin.",
  errors: {
    "error-import-running": "Another import is under way. Wait until it is done.",
    "error-import-operation-invalid": "This import was begun already.",
    "error-import-file-invalid": "This file cannot be imported. Look below at what it has to hold.",
    "http-413": "This file is too large. Split it into several.",
  } as Record<string, string>,
} as const;

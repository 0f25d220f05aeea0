import { describe, expect, it } from "vitest";
import {
  parseAttachment,
  parseMessage,
  parseRoom,
  parseSubscription,
  readDelta,
  readPresence,
  readTime,
} from "./parse";

const minimal = { _id: "m1", rid: "r1", msg: "hi", ts: { $date: 5 }, u: { _id: "u1", username: "ada" } };

describe("readTime", () => {
  it("reads the three spellings of the wire and refuses the rest", () => {
    expect(readTime("1970-01-01T00:00:01.000Z")).toBe(1000);
    expect(readTime({ $date: 7 })).toBe(7);
    expect(readTime(9)).toBe(9);
    expect(readTime("soon")).toBeUndefined();
    expect(readTime(null)).toBeUndefined();
  });
});

describe("parseMessage", () => {
  it("takes a message with nothing but the necessary", () => {
    expect(parseMessage(minimal)).toMatchObject({
      id: "m1",
      roomId: "r1",
      sentAt: 5,
      updatedAt: 5,
      reactions: [],
      alsoInRoom: false,
    });
  });

  it("treats null as absent", () => {
    expect(
      parseMessage({
        ...minimal,
        tmid: null,
        reactions: null,
        attachments: null,
        urls: null,
        editedAt: null,
      }),
    ).toMatchObject({
      threadId: undefined,
      reactions: [],
      attachments: [],
    });
  });

  it("leaves out what is no message", () => {
    expect(parseMessage({ rid: "r1" })).toBeUndefined();
    expect(parseMessage("text")).toBeUndefined();
    expect(parseMessage({ ...minimal, _hidden: true })).toBeUndefined();
  });

  it("keeps previews that have something to show, and no others", () => {
    const urls = [
      { url: "https://a.example", meta: { ogTitle: "A" } },
      { url: "https://b.example", meta: {} },
      { url: "https://c.example", ignoreParse: true, meta: { ogTitle: "C" } },
    ];
    expect(parseMessage({ ...minimal, urls })?.previews.map((preview) => preview.url)).toEqual([
      "https://a.example",
    ]);
  });
});

it("tells the kinds of attachments apart", () => {
  expect(parseAttachment({ type: "file", image_url: "/x.png" })?.kind).toBe("image");
  expect(parseAttachment({ type: "file", title: "x.pdf" })?.kind).toBe("file");
  expect(parseAttachment({ video_url: "/x.mp4" })?.kind).toBe("video");
  expect(parseAttachment({ message_link: "/channel/x?msg=1", text: "q" })?.kind).toBe("quote");
  expect(parseAttachment({ title: "Build", text: "ok" })?.kind).toBe("rich");
});

it("parses rooms and subscriptions and refuses unknown types", () => {
  expect(parseRoom({ _id: "r", t: "c", name: "general", usersCount: 3 })).toMatchObject({
    id: "r",
    memberCount: 3,
    isReadOnly: false,
  });
  expect(parseRoom({ _id: "r", t: "zz" })).toBeUndefined();
  expect(
    parseSubscription({ _id: "s", rid: "r", t: "d", name: "bob", open: true, alert: true, unread: 2 }),
  ).toMatchObject({
    roomId: "r",
    unread: 2,
    hasAlert: true,
  });
});

it("reads deltas in both forms", () => {
  expect(readDelta([1, 2])).toEqual({ update: [1, 2], removedIds: [] });
  expect(readDelta({ update: [1], remove: [{ _id: "x" }] })).toEqual({ update: [1], removedIds: ["x"] });
});

it("reads presence by name and number", () => {
  expect([readPresence(1), readPresence("busy"), readPresence("disabled"), readPresence(undefined)]).toEqual([
    "online",
    "busy",
    "offline",
    "offline",
  ]);
});

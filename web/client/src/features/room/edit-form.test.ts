import { describe, expect, it } from "vitest";
import { testRoom } from "../../store/test-entities";
import { checkForm, roomChanges, roomForm } from "./edit-form";

const before = roomForm(testRoom("r", { name: "design", topic: "Looks" }));

describe("what is saved of a room (ROOM-021)", () => {
  it("is nothing when nothing differs", () => {
    expect(roomChanges(before, { ...before, topic: " Looks " })).toEqual([]);
  });

  it("is only what differs, by its wire name", () => {
    expect(roomChanges(before, { ...before, name: "look", isPrivate: true, hiddenKinds: ["uj"] })).toEqual([
      ["roomName", "look"],
      ["roomType", "p"],
      ["systemMessages", ["uj"]],
    ]);
  });

  it("includes reacting only in a read-only room", () => {
    expect(roomChanges(before, { ...before, allowsReacting: true })).toEqual([]);
    expect(roomChanges(before, { ...before, isReadOnly: true, allowsReacting: true })).toEqual([
      ["readOnly", true],
      ["reactWhenReadOnly", true],
    ]);
  });

  it("archives last and unarchives first", () => {
    expect(roomChanges(before, { ...before, topic: "Old", isArchived: true }).map(([name]) => name)).toEqual([
      "roomTopic",
      "archived",
    ]);
    const archived = { ...before, isArchived: true };
    expect(roomChanges(archived, { ...before, topic: "New" }).map(([name]) => name)).toEqual([
      "archived",
      "roomTopic",
    ]);
  });
});

describe("the password of a public room (ROOM-013)", () => {
  it("is set when typed, kept when not, and cleared by the switch", () => {
    const locked = { ...before, hasPassword: true };
    expect(roomChanges(before, { ...locked, password: "open" })).toEqual([["joinCode", "open"]]);
    expect(roomChanges(locked, locked)).toEqual([]);
    expect(roomChanges(locked, before)).toEqual([["joinCode", ""]]);
  });

  it("must be typed when it is new", () => {
    expect(checkForm({ ...before, hasPassword: true }, before)).toEqual({ password: "missing" });
    expect(checkForm({ ...before, name: " " }, before)).toEqual({ name: "missing" });
  });
});

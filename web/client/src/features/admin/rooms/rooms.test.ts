import { expect, test } from "vitest";
import { type AdminRoomForm, roomChangesOf } from "./rooms";

const before: AdminRoomForm = {
  name: "general",
  topic: "",
  announcement: "",
  description: "",
  isPrivate: false,
  isReadOnly: false,
  reacts: false,
  isArchived: false,
  isDefault: true,
  isFavorite: false,
  isFeatured: false,
};

test("only what differs is saved, archiving apart (ADM-042, ADM-045)", () => {
  expect(roomChangesOf(before, { ...before, topic: " News ", isPrivate: true, isArchived: true })).toEqual({
    roomTopic: "News",
    roomType: "p",
  });
  expect(roomChangesOf(before, before)).toEqual({});
});

test("favourite goes with being a default room (ADM-043)", () => {
  expect(roomChangesOf(before, { ...before, isFavorite: true })).toEqual({
    favorite: { favorite: true, defaultValue: true },
  });
});

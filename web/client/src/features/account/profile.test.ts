import { expect, test } from "vitest";
import { profileChanges, type ProfileForm } from "./profile";

const before: ProfileForm = {
  name: "Ada",
  username: "ada",
  email: "ada@example.org",
  nickname: "",
  bio: "",
  customFields: {},
};

test("only what differs is saved, and blanks make no difference (ACC-039)", () => {
  expect(profileChanges(before, { ...before, name: " Ada ", bio: " Numbers " })).toEqual({ bio: "Numbers" });
  expect(profileChanges(before, { ...before, name: "" })).toEqual({ name: "" });
  expect(profileChanges(before, before)).toEqual({});
});

import { expect, test } from "vitest";
import { adminPages, openPages } from "./pages";

test("only pages whose permission one holds are offered (ADM-001)", () => {
  const held = new Set(["manage-emoji", "edit-privileged-setting"]);
  expect(openPages((permission) => held.has(permission)).map((page) => page.slug)).toEqual([
    "settings",
    "data-loss-prevention",
    "emoji-custom",
  ]);
  expect(openPages(() => false)).toEqual([]);
});

test("addresses of pages stay what administrators have as bookmarks (ADM-002)", () => {
  const slugs = adminPages.map((page) => page.slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  expect(slugs).toEqual(
    expect.arrayContaining([
      "workspace",
      "settings",
      "users",
      "rooms",
      "invites",
      "user-status",
      "permissions",
      "device-management",
      "moderation",
      "emoji-custom",
      "custom-sounds",
      "mailer",
      "third-party-login",
      "reports",
      "integrations",
      "import",
      "registration",
      "subscription",
    ]),
  );
});

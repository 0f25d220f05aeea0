import { expect, test } from "vitest";
import { humanise, settingLabel } from "./labels";
import { groupSettings, isEnabled, parseSetting, searchSettings } from "./settings";

const make = (id: string, more: Record<string, unknown> = {}) => {
  const setting = parseSetting({ _id: id, type: "boolean", group: "Message", value: true, ...more });
  if (setting === undefined) throw new Error("The setting is not understood.");
  return setting;
};

test("settings stand by group and section, those without a section first (SET-001)", () => {
  const groups = groupSettings([
    make("Katex_Enabled", { section: "Katex", sorter: 2 }),
    make("Message_AllowEditing", { sorter: 1 }),
    make("Site_Name", { group: "General", type: "string", value: "Parley" }),
  ]);
  expect(groups.map((group) => group.id)).toEqual(["General", "Message"]);
  expect(groups[1]?.sections.map((section) => section.id)).toEqual(["", "Katex"]);
});

test("a search looks at ids, names, helps and values, and never at secrets (SET-001, SET-010)", () => {
  const all = [
    make("Message_AllowEditing"),
    make("Site_Name", { group: "General", type: "string", value: "Harbour" }),
    make("SMTP_Password", { group: "Email", type: "password", value: "harbour-pass" }),
  ];
  const ids = (text: string) => searchSettings(all, text).map((setting) => setting.id);
  expect(ids("edit messages")).toEqual(["Message_AllowEditing"]);
  expect(ids("site_na")).toEqual(["Site_Name"]);
  expect(ids("harbour")).toEqual(["Site_Name"]);
  expect(ids("")).toHaveLength(3);
});

test("a setting counts only while its conditions are met (SET-003)", () => {
  const plain = make("A", { enableQuery: JSON.stringify({ _id: "Threads_enabled", value: true }) });
  const many = make("B", {
    enableQuery: [
      { _id: "SMTP_Host", value: { $exists: true } },
      { _id: "Storage", value: { $in: ["s3", "webdav"] } },
      { _id: "Mode", value: { $ne: "off" } },
    ],
  });
  const values: Record<string, unknown> = {
    Threads_enabled: false,
    SMTP_Host: "mail",
    Storage: "s3",
    Mode: "on",
  };
  const valueOf = (id: string) => values[id];
  expect(isEnabled(plain, valueOf)).toBe(false);
  expect(isEnabled(many, valueOf)).toBe(true);
  values.Threads_enabled = true;
  values.SMTP_Host = "";
  expect(isEnabled(plain, valueOf)).toBe(true);
  expect(isEnabled(many, valueOf)).toBe(false);
});

test("groups and hidden settings are no settings to edit (SET-009)", () => {
  expect(parseSetting({ _id: "Accounts", type: "group" })).toBeUndefined();
  expect(parseSetting({ _id: "X", type: "string", hidden: true })).toBeUndefined();
  expect(make("X", { blocked: true }).isLocked).toBe(true);
});

test("a setting without words of its own is named by its id", () => {
  expect(humanise("Accounts_AllowUserThing")).toBe("Allow user thing");
  expect(humanise("API_EmbedCacheDays")).toBe("Embed cache days");
  expect(settingLabel("Accounts_Default_User_Preferences_useEmojis")).toBe("Draw emoji");
});

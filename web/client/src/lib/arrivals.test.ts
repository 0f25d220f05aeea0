import { expect, it } from "vitest";
import { appLink, isOurs, placeOf, sharedText } from "./arrivals";

const query = (text: string) => new URLSearchParams(text);

it("shares each part once", () => {
  expect(sharedText(query("title=News&text=Read+this&url=https://example.org"))).toBe(
    "News\nRead this\nhttps://example.org",
  );
  expect(sharedText(query("text=see+https://example.org&url=https://example.org"))).toBe(
    "see https://example.org",
  );
  expect(sharedText(query("title=Same&text=Same"))).toBe("Same");
  expect(sharedText(query(""))).toBe("");
});

it("leads to rooms and invitations of this workspace alone", () => {
  expect(placeOf("room", query("path=channel/general&mid=m1"))).toBe("/channel/general?msg=m1");
  expect(placeOf("room", query("path=/direct/abc?msg=x"))).toBe("/direct/abc?msg=x");
  expect(placeOf("invite", query("path=invite/token"))).toBe("/invite/token");
  for (const path of ["https://evil.example", "//evil.example", "\\evil", "admin/settings", "channel/", ""])
    expect(placeOf("room", query(`path=${encodeURIComponent(path)}`))).toBe("/home");
  expect(placeOf("auth", query("path=channel/general"))).toBe("/home");
  expect(isOurs("https://chat.example.org/", "chat.example.org")).toBe(true);
  expect(isOurs("other.example.org", "chat.example.org")).toBe(false);
});

it("hands no sign-in to the app", () => {
  expect(appLink("room", query("host=a.b&rid=r&path=channel/x&token=secret&userId=u"))).toBe(
    "rocketchat://room?host=a.b&rid=r&path=channel%2Fx",
  );
});

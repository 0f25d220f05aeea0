import { describe, expect, it } from "vitest";
import { firstChoices, fixedChoices, settleChoices } from "./rules";

const all = { mayBePublic: true, mayBePrivate: true, mayBeEncrypted: true };

describe("choices for a new room (ROOM-001)", () => {
  it("makes a broadcast read-only and keeps it so", () => {
    const choices = settleChoices({ ...firstChoices, isBroadcast: true }, all);
    expect(choices.isReadOnly).toBe(true);
    expect(fixedChoices(choices, all).isReadOnly).toBe(true);
  });

  it("encrypts private rooms only", () => {
    const encrypted = settleChoices({ ...firstChoices, isEncrypted: true }, all);
    expect(encrypted.isEncrypted).toBe(true);
    expect(fixedChoices(encrypted, all).isBroadcast).toBe(true);
    expect(settleChoices({ ...encrypted, isPrivate: false }, all).isEncrypted).toBe(false);
    expect(fixedChoices({ ...encrypted, isPrivate: false }, all).isEncrypted).toBe(true);
  });

  it("offers no encryption where the workspace has none", () => {
    const none = { ...all, mayBeEncrypted: false };
    expect(settleChoices({ ...firstChoices, isEncrypted: true }, none).isEncrypted).toBe(false);
  });

  it("leaves people with one right only that kind", () => {
    const onlyPublic = { ...all, mayBePrivate: false };
    expect(settleChoices(firstChoices, onlyPublic).isPrivate).toBe(false);
    const onlyPrivate = { ...all, mayBePublic: false };
    expect(settleChoices({ ...firstChoices, isPrivate: false }, onlyPrivate).isPrivate).toBe(true);
    expect(fixedChoices(firstChoices, onlyPublic).isPrivate).toBe(true);
  });
});

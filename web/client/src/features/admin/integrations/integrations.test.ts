import { expect, test } from "vitest";
import {
  curlCall,
  emptyIntegration,
  hookAddress,
  isComplete,
  parseIntegration,
  toWire,
} from "./integrations";

test("a webhook survives the way to the form and back (INT-003)", () => {
  const raw = {
    _id: "a",
    type: "webhook-outgoing",
    name: "calls",
    enabled: true,
    username: "rocket.cat",
    channel: ["#general", "all_direct_messages"],
    event: "sendMessage",
    urls: ["https://a.example", "https://b.example"],
    triggerWords: ["deploy"],
    token: "t",
  };
  const draft = parseIntegration(raw);
  expect(draft).toBeDefined();
  if (draft === undefined) return;
  const sent = toWire(draft);
  expect(sent).toMatchObject({
    type: "webhook-outgoing",
    channel: "#general, all_direct_messages",
    urls: ["https://a.example", "https://b.example"],
    triggerWords: ["deploy"],
    token: "t",
  });
  expect(parseIntegration({ type: "webhook-incoming" })).toBeUndefined();
});

test("events ask for what they need (INT-033)", () => {
  const draft = { ...emptyIntegration("outgoing"), urls: "https://a.example", channel: "#x", words: "a,b" };
  expect(isComplete(draft)).toBe(true);
  expect(isComplete({ ...draft, event: "userCreated" })).toBe(false);
  expect(isComplete({ ...draft, event: "userCreated", targetRoom: "#general" })).toBe(true);
  expect(toWire({ ...draft, event: "roomCreated" })).toMatchObject({ channel: "", triggerWords: [] });
  expect(isComplete(emptyIntegration("incoming"))).toBe(false);
});

test("the address and the call to try it (INT-012)", () => {
  const address = hookAddress("https://chat.example", {
    ...emptyIntegration("incoming"),
    id: "i",
    token: "t",
  });
  expect(address).toBe("https://chat.example/hooks/i/t");
  expect(curlCall(address)).toContain(`--data '{"text":"Hello from a program"}' ${address}`);
});

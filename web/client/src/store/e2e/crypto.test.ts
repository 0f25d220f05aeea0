// @vitest-environment node
import { createCipheriv, createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import {
  makePair,
  makeRoomKey,
  openText,
  readPrivateKey,
  readRoomKey,
  sealText,
  unwrapPrivateKey,
  unwrapRoomKey,
  wrapPrivateKey,
  wrapRoomKey,
} from "./crypto";
import { makePassword } from "./words";

// Keys take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

interface Vectors {
  userId: string;
  publicKey: string;
  privateKey: string;
  wrapped: { password: string; privateKey: string }[];
  rooms: {
    keyId: string;
    key: string;
    wrapped: string;
    messages: { _id: string; userId: string; text: string; msg: string }[];
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../../tests/Fixtures/encryption.json", import.meta.url), "utf8"),
) as Vectors;

describe("fixed vectors (E2E-035)", () => {
  it("opens a private key under passwords with blanks, and as browsers and phones spell them (E2E-004, E2E-005)", async () => {
    for (const { password, privateKey } of vectors.wrapped)
      expect(await unwrapPrivateKey(privateKey, password, vectors.userId)).toBe(vectors.privateKey);
  });

  it("opens keys of rooms and messages of all families of clients (E2E-014 to E2E-017, E2E-025, E2E-026)", async () => {
    const privateKey = await readPrivateKey(vectors.privateKey);
    for (const room of vectors.rooms) {
      const key = await unwrapRoomKey(room.wrapped, privateKey);
      expect(key?.text).toBe(room.key);
      expect(key?.id).toBe(room.keyId);
      if (key === undefined) continue;
      for (const message of room.messages)
        expect(await openText(key, message.msg)).toEqual({
          text: message.text,
          messageId: message._id,
          userId: message.userId,
        });
    }
  });
});

it("wraps a private key as Node's own cryptography opens it (E2E-004, E2E-005)", async () => {
  const wrapped = await wrapPrivateKey(vectors.privateKey, "five words with blanks here", "user1");
  expect(Object.keys(JSON.parse(wrapped) as object)).toEqual(["$binary"]);
  const bytes = Buffer.from((JSON.parse(wrapped) as { $binary: string }).$binary, "base64");
  const key = pbkdf2Sync("five words with blanks here", "user1", 1000, 32, "sha256");
  const decipher = createDecipheriv("aes-256-cbc", key, bytes.subarray(0, 16));
  const text = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString("latin1");
  expect(text).toBe(vectors.privateKey);
});

it("opens no private key with another password, for another person, or when it was changed (E2E-005)", async () => {
  const wrapped = await wrapPrivateKey(vectors.privateKey, "right", "user1");
  expect(await unwrapPrivateKey(wrapped, "wrong", "user1")).toBeUndefined();
  expect(await unwrapPrivateKey(wrapped, "right", "user2")).toBeUndefined();
  expect(
    await unwrapPrivateKey(wrapped.replace(/.{8}"\}$/u, 'AAAAAAAA"}'), "right", "user1"),
  ).toBeUndefined();
  for (const nonsense of ["", "{}", "words", '{"$binary":"AAAA"}'])
    expect(await unwrapPrivateKey(nonsense, "right", "user1")).toBeUndefined();
  expect(await unwrapPrivateKey(wrapped, "right", "user1")).toBe(vectors.privateKey);
});

it("makes pairs and keys that go round, and are told by nobody else (E2E-002, E2E-014, E2E-017)", async () => {
  const [mine, other] = [await makePair(), await makePair()];
  expect(JSON.parse(mine.publicKey)).toMatchObject({ kty: "RSA", e: "AQAB", alg: "RSA-OAEP-256" });
  expect(JSON.parse(mine.publicKey)).not.toHaveProperty("d");
  const key = await makeRoomKey();
  expect(JSON.parse(key.text)).toMatchObject({
    kty: "oct",
    alg: "A128CBC",
    ext: true,
    key_ops: ["encrypt", "decrypt"],
  });
  const wrapped = await wrapRoomKey(key, mine.publicKey);
  expect(wrapped).toHaveLength(12 + 344);
  expect(wrapped.slice(0, 12)).toBe(key.id);
  expect((await unwrapRoomKey(wrapped, await readPrivateKey(mine.privateKey)))?.text).toBe(key.text);
  expect(await unwrapRoomKey(wrapped, await readPrivateKey(other.privateKey))).toBeUndefined();
  expect(
    await unwrapRoomKey(`${wrapped.slice(0, -8)}AAAAAAA=`, await readPrivateKey(mine.privateKey)),
  ).toBeUndefined();
  expect(await unwrapRoomKey("nonsense", await readPrivateKey(mine.privateKey))).toBeUndefined();
});

it("seals a text for one message of one author, and opens nothing that was changed on the way (E2E-025, E2E-026)", async () => {
  const room = vectors.rooms[0];
  if (room === undefined) throw new Error("There are no vectors.");
  const key = await readRoomKey(room.key);
  const content = { messageId: "m1", userId: "u1", text: "Grüße, 世界 🌍" };
  const sealed = await sealText(key, content);
  expect(sealed.slice(0, 12)).toBe(room.keyId);
  expect(await sealText(key, content)).not.toBe(sealed);
  const bytes = Buffer.from(sealed.slice(12), "base64");
  const raw = Buffer.from((JSON.parse(room.key) as { k: string }).k, "base64url");
  const decipher = createDecipheriv("aes-128-cbc", raw, bytes.subarray(0, 16));
  const json = JSON.parse(
    Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString("utf8"),
  ) as { ts: { $date: unknown } };
  expect(json).toMatchObject({ _id: "m1", userId: "u1", text: content.text });
  expect(typeof json.ts.$date).toBe("number");

  expect(await openText(await makeRoomKey(), sealed)).toBeUndefined();
  expect(await openText(key, `AAAAAAAAAAAA${sealed.slice(12)}`)).toBeUndefined();
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  expect(await openText(key, sealed.slice(0, 12) + bytes.toString("base64"))).toBeUndefined();
  for (const nonsense of ["", room.keyId, `${room.keyId}AAAA`, `${room.keyId}%%%`])
    expect(await openText(key, nonsense)).toBeUndefined();
  // What is no object with a text is no message.
  for (const plain of ["[]", "7", '{"text":7}', "no json"]) {
    const cipher = createCipheriv("aes-128-cbc", raw, Buffer.alloc(16));
    const whole = Buffer.concat([Buffer.alloc(16), cipher.update(plain), cipher.final()]);
    expect(await openText(key, room.keyId + whole.toString("base64"))).toBeUndefined();
  }
});

it("invents passwords of five different words (E2E-007)", () => {
  const made = Array.from({ length: 20 }, makePassword);
  for (const password of made) {
    expect(password).toMatch(/^[a-z]+( [a-z]+){4}$/u);
    expect(new Set(password.split(" ")).size).toBe(5);
  }
  expect(new Set(made).size).toBe(20);
});

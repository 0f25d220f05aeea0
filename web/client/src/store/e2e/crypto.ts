import { asRecord } from "@parley/shared/wire/parse";

/* What clients of this protocol agree on, byte by byte (E2E-002 to E2E-026). Nothing here knows of rooms or of the server. */

const VECTOR_BYTES = 16;
const PASSES = 1000;
export const KEY_ID_LENGTH = 12;

const rsa = {
  name: "RSA-OAEP",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
} as const;

/** Texts of JSON Web Keys, kept as they were first written. */
export interface PairTexts {
  publicKey: string;
  privateKey: string;
}

/** A room's key. Its text is what travels; members never write it anew. */
export interface RoomKey {
  /** Names the key, and proves nothing: the keys of many rooms have the same. */
  id: string;
  text: string;
  key: CryptoKey;
}

export async function makePair(): Promise<PairTexts> {
  const pair = await crypto.subtle.generateKey(rsa, true, ["encrypt", "decrypt"]);
  return {
    publicKey: JSON.stringify(await crypto.subtle.exportKey("jwk", pair.publicKey)),
    privateKey: JSON.stringify(await crypto.subtle.exportKey("jwk", pair.privateKey)),
  };
}

export function readPrivateKey(text: string): Promise<CryptoKey> {
  const { kty, n, e, d, p, q, dp, dq, qi } = asRecord(JSON.parse(text)) as JsonWebKey;
  const jwk = { kty, n, e, d, p, q, dp, dq, qi } as JsonWebKey;
  return crypto.subtle.importKey("jwk", jwk, rsa, false, ["decrypt"]);
}

function readPublicKey(text: string): Promise<CryptoKey> {
  const { kty, n, e } = asRecord(JSON.parse(text)) as JsonWebKey;
  return crypto.subtle.importKey("jwk", { kty, n, e } as JsonWebKey, rsa, false, ["encrypt"]);
}

/** The private key under a password; only ASCII is the same on all devices. */
export async function wrapPrivateKey(text: string, password: string, userId: string): Promise<string> {
  const key = await wrappingKey(latin1(password), userId);
  return JSON.stringify({ $binary: toBase64(await encrypt(key, latin1(text))) });
}

/** Undefined for a wrong password. */
export async function unwrapPrivateKey(
  wrapped: string,
  password: string,
  userId: string,
): Promise<string | undefined> {
  // Phones spell a password in UTF-8, browsers with one byte for each character.
  const spellings = [new TextEncoder().encode(password)];
  const highest = Math.max(...Array.from(password, (character) => character.charCodeAt(0)));
  if (highest > 0x7f && highest <= 0xff) spellings.unshift(latin1(password));
  let bytes: Bytes;
  try {
    bytes = fromBase64(String(asRecord(JSON.parse(wrapped)).$binary));
  } catch {
    return undefined;
  }
  for (const spelling of spellings) {
    try {
      const text = toLatin1(await decrypt(await wrappingKey(spelling, userId), bytes));
      await readPrivateKey(text);
      return text;
    } catch {
      // Wrong, or spelt otherwise.
    }
  }
  return undefined;
}

async function wrappingKey(password: Bytes, userId: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", salt: latin1(userId), iterations: PASSES, hash: "SHA-256" };
  return crypto.subtle.deriveKey(how, base, { name: "AES-CBC", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function makeRoomKey(): Promise<RoomKey> {
  const key = await crypto.subtle.generateKey({ name: "AES-CBC", length: 128 }, true, ["encrypt", "decrypt"]);
  return readRoomKey(JSON.stringify(await crypto.subtle.exportKey("jwk", key)));
}

export async function readRoomKey(text: string): Promise<RoomKey> {
  const { kty, k } = asRecord(JSON.parse(text)) as JsonWebKey;
  const jwk = { kty, k } as JsonWebKey;
  const key = await crypto.subtle.importKey("jwk", jwk, "AES-CBC", false, ["encrypt", "decrypt"]);
  return { id: toBase64(latin1(text)).slice(0, KEY_ID_LENGTH), text, key };
}

/** A room's key for one member. */
export async function wrapRoomKey({ id, text }: RoomKey, publicKey: string): Promise<string> {
  const sealed = await crypto.subtle.encrypt(
    { name: "RSA-OAEP" },
    await readPublicKey(publicKey),
    latin1(text),
  );
  return id + toBase64(new Uint8Array(sealed));
}

/** Undefined for what was not made for this private key, or is no key. */
export async function unwrapRoomKey(wrapped: string, privateKey: CryptoKey): Promise<RoomKey | undefined> {
  try {
    const bytes = fromBase64(wrapped.slice(KEY_ID_LENGTH));
    const text = toLatin1(
      new Uint8Array(await crypto.subtle.decrypt({ name: "RSA-OAEP" }, privateKey, bytes)),
    );
    return await readRoomKey(text);
  } catch {
    return undefined;
  }
}

/** What a message says, and for which message of whom it was written. */
export interface Content {
  text: string;
  messageId: string | undefined;
  userId: string | undefined;
}

export async function sealText(
  { id, key }: RoomKey,
  content: { messageId: string; text: string; userId: string },
): Promise<string> {
  const json = JSON.stringify({
    _id: content.messageId,
    text: content.text,
    userId: content.userId,
    ts: { $date: Date.now() },
  });
  return id + toBase64(await encrypt(key, new TextEncoder().encode(json)));
}

/** Undefined for what this key did not encrypt. */
export async function openText({ id, key }: RoomKey, sealed: string): Promise<Content | undefined> {
  if (!sealed.startsWith(id)) return undefined;
  try {
    const bytes = await decrypt(key, fromBase64(sealed.slice(KEY_ID_LENGTH)));
    const { _id, text, userId } = asRecord(
      JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)),
    );
    const own = (value: unknown) => (typeof value === "string" ? value : undefined);
    return typeof text === "string" ? { text, messageId: own(_id), userId: own(userId) } : undefined;
  } catch {
    return undefined;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

async function encrypt(key: CryptoKey, plain: Bytes): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(VECTOR_BYTES));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, plain));
  const bytes = new Uint8Array(VECTOR_BYTES + sealed.length);
  bytes.set(iv);
  bytes.set(sealed, VECTOR_BYTES);
  return bytes;
}

async function decrypt(key: CryptoKey, bytes: Bytes): Promise<Bytes> {
  const iv = bytes.slice(0, VECTOR_BYTES);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, key, bytes.slice(VECTOR_BYTES)));
}

/** One byte for each character. */
function latin1(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function toLatin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (const byte of bytes) pieces.push(String.fromCharCode(byte));
  return pieces.join("");
}

function toBase64(bytes: Uint8Array): string {
  return btoa(toLatin1(bytes));
}

function fromBase64(text: string): Bytes {
  return latin1(atob(text));
}

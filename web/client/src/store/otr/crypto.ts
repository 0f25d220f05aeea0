import { asRecord } from "@parley/shared/wire/parse";

const VECTOR_BYTES = 12;
const KEY_BYTES = 16;
const curve = { name: "ECDH", namedCurve: "P-256" } as const;

/** A pair made for one conversation. */
export interface OtrPair {
  privateKey: CryptoKey;
  /** As it travels: the JSON text of the public key. */
  publicKey: string;
}

export async function makePair(): Promise<OtrPair> {
  const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  return {
    privateKey: pair.privateKey,
    publicKey: JSON.stringify(await crypto.subtle.exportKey("jwk", pair.publicKey)),
  };
}

/** What both sides get from their own private and the other's public key (E2E-037). */
export async function sharedKey(privateKey: CryptoKey, publicKey: string): Promise<CryptoKey> {
  const { kty, crv, x, y } = asRecord(JSON.parse(publicKey)) as JsonWebKey;
  const theirs = await crypto.subtle.importKey("jwk", { kty, crv, x, y } as JsonWebKey, curve, false, []);
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256);
  const hash = await crypto.subtle.digest("SHA-256", bits);
  return crypto.subtle.importKey("raw", hash.slice(0, KEY_BYTES), "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Encrypts an object; the text it becomes is what travels as a message (E2E-038). */
export async function seal(key: CryptoKey, content: object): Promise<string> {
  const vector = crypto.getRandomValues(new Uint8Array(VECTOR_BYTES));
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: vector }, key, bytes));
  let binary = "";
  for (const byte of vector) binary += String.fromCharCode(byte);
  for (const byte of sealed) binary += String.fromCharCode(byte);
  return JSON.stringify({ $binary: btoa(binary) });
}

/** Undefined for what this key did not encrypt. */
export async function open(key: CryptoKey, text: string): Promise<Record<string, unknown> | undefined> {
  try {
    const bytes = Uint8Array.from(atob(String(asRecord(JSON.parse(text)).$binary)), (c) => c.charCodeAt(0));
    const iv = bytes.slice(0, VECTOR_BYTES);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.slice(VECTOR_BYTES));
    return asRecord(JSON.parse(new TextDecoder().decode(plain)));
  } catch {
    return undefined;
  }
}

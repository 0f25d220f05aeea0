const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";

/** A 17 character id of the shape the protocol uses, made on this device so that a repeated send is harmless. */
export function makeId(length = 17): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length * 2));
  const limit = 256 - (256 % ALPHABET.length);
  let id = "";
  for (const byte of bytes) {
    if (byte < limit) id += ALPHABET[byte % ALPHABET.length];
    if (id.length === length) return id;
  }
  return id + makeId(length - id.length);
}

// @vitest-environment node
import { createCipheriv, createDecipheriv, createECDH, createHash, type ECDH } from "node:crypto";
import { expect, it } from "vitest";
import { makePair, open, seal, sharedKey } from "./crypto";

/** The other side, by Node's own cryptography and nothing of ours. */
function stranger(publicKey: string) {
  const ours: ECDH = createECDH("prime256v1");
  const point = ours.generateKeys();
  const { x, y } = JSON.parse(publicKey) as { x: string; y: string };
  const theirs = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const key = createHash("sha256").update(ours.computeSecret(theirs)).digest().subarray(0, 16);
  const coordinate = (from: number) => point.subarray(from, from + 32).toString("base64url");
  return {
    key,
    publicKey: JSON.stringify({
      crv: "P-256",
      ext: true,
      key_ops: [],
      kty: "EC",
      x: coordinate(1),
      y: coordinate(33),
    }),
  };
}

it("agrees with an independent reading of the rules, both ways (E2E-036, E2E-037, E2E-038)", async () => {
  const pair = await makePair();
  const other = stranger(pair.publicKey);
  const key = await sharedKey(pair.privateKey, other.publicKey);

  const sealed = Buffer.from(
    (JSON.parse(await seal(key, { text: "Grüße, 世界 🌍" })) as { $binary: string }).$binary,
    "base64",
  );
  const decipher = createDecipheriv("aes-128-gcm", other.key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString("utf8");
  expect(JSON.parse(plain)).toEqual({ text: "Grüße, 世界 🌍" });

  const vector = Buffer.alloc(12, 7);
  const cipher = createCipheriv("aes-128-gcm", other.key, vector);
  const bytes = Buffer.concat([
    vector,
    cipher.update('{"text":"zurück"}', "utf8"),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  expect(await open(key, JSON.stringify({ $binary: bytes.toString("base64") }))).toEqual({ text: "zurück" });
});

it("opens nothing that was changed on the way or belongs to other keys (E2E-038)", async () => {
  const [one, two] = [await makePair(), await makePair()];
  const key = await sharedKey(one.privateKey, two.publicKey);
  const again = await sharedKey(two.privateKey, one.publicKey);
  const text = await seal(key, { text: "hello" });
  expect(await open(again, text)).toEqual({ text: "hello" });
  expect(await seal(key, { text: "hello" })).not.toBe(text);

  const other = await sharedKey(one.privateKey, (await makePair()).publicKey);
  expect(await open(other, text)).toBeUndefined();
  expect(await open(key, text.replace(/.{4}"\}$/u, 'AAAA"}'))).toBeUndefined();
  for (const nonsense of ["", "hello", "{}", '{"$binary":7}', '{"$binary":"AAAA"}'])
    expect(await open(key, nonsense)).toBeUndefined();
  await expect(sharedKey(one.privateKey, '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}')).rejects.toThrow();
});

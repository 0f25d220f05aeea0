import { asRecord } from "@parley/shared/wire/parse";
import { makePair, type PairTexts, readPrivateKey, unwrapPrivateKey, wrapPrivateKey } from "./crypto";
import type { E2eSeat } from "./seat";
import { makePassword } from "./words";

/** Names that other clients in this browser use too; they go at sign-out (E2E-003, E2E-007). */
const PUBLIC_KEY = "public_key";
export const PRIVATE_KEY = "private_key";
const PASSWORD = "e2e.randomPassword";

/** The reader's own pair of keys: kept by this device, and by the server under the reader's password (E2E-002 to E2E-010). */
export class OwnPair {
  privateKey: CryptoKey | undefined;
  publicKey = "";
  /** The private key as the server keeps it, until the reader has said the password. */
  locked: PairTexts | undefined;
  private readonly seat: E2eSeat;

  constructor(seat: E2eSeat) {
    this.seat = seat;
  }

  /** From this device, from the server, or a new one. Nothing when it is not wanted any more. */
  async bring(isWanted: () => boolean): Promise<"known" | "new" | "locked" | undefined> {
    const answer = await this.seat.link.rest.get("e2e.fetchMyKeys");
    if (!isWanted()) return undefined;
    const [publicKey, wrapped] = [answer.public_key, answer.private_key];
    const here = {
      publicKey: localStorage.getItem(PUBLIC_KEY),
      privateKey: localStorage.getItem(PRIVATE_KEY),
    };
    if (typeof publicKey !== "string" || typeof wrapped !== "string") {
      // None yet, or they were reset: what this device still has must not come back.
      const made = await makePair();
      const password = makePassword();
      await this.upload(made, password);
      localStorage.setItem(PASSWORD, password);
      await this.take(made);
      return "new";
    }
    if (here.publicKey === publicKey && here.privateKey !== null) {
      await this.take({ publicKey, privateKey: here.privateKey });
      return "known";
    }
    for (const name of [PUBLIC_KEY, PRIVATE_KEY, PASSWORD]) localStorage.removeItem(name);
    this.locked = { publicKey, privateKey: wrapped };
    return "locked";
  }

  /** True when it was the right password. */
  async unlock(password: string): Promise<boolean> {
    const { locked } = this;
    if (locked === undefined) return true;
    const privateKey = await unwrapPrivateKey(locked.privateKey, password, this.seat.store.me.get().id);
    if (privateKey === undefined) return false;
    await this.take({ publicKey: locked.publicKey, privateKey });
    return true;
  }

  /** False while there is no pair on this device. */
  async changePassword(password: string): Promise<boolean> {
    const privateKey = localStorage.getItem(PRIVATE_KEY);
    if (privateKey === null || this.privateKey === undefined) return false;
    await this.upload({ publicKey: this.publicKey, privateKey }, password);
    return true;
  }

  /** The one that was made up, until the reader has kept it; empty afterwards. */
  password(): string {
    return localStorage.getItem(PASSWORD) ?? "";
  }

  forgetPassword(): void {
    localStorage.removeItem(PASSWORD);
  }

  /** This page uses it no more; the device keeps it. */
  close(): void {
    this.privateKey = undefined;
    this.locked = undefined;
  }

  private async take({ publicKey, privateKey }: PairTexts): Promise<void> {
    const modulus = (text: string) => asRecord(JSON.parse(text)).n;
    if (modulus(publicKey) !== modulus(privateKey)) throw new Error("These keys do not belong together.");
    this.privateKey = await readPrivateKey(privateKey);
    this.publicKey = publicKey;
    this.locked = undefined;
    localStorage.setItem(PUBLIC_KEY, publicKey);
    localStorage.setItem(PRIVATE_KEY, privateKey);
  }

  private async upload({ publicKey, privateKey }: PairTexts, password: string): Promise<void> {
    const wrapped = await wrapPrivateKey(privateKey, password, this.seat.store.me.get().id);
    await this.seat.link.rest.post("e2e.setUserPublicAndPrivateKeys", {
      public_key: publicKey,
      private_key: wrapped,
    });
  }
}

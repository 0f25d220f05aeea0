import { wordlist } from "@scure/bip39/wordlists/english.js";

const WORDS = 5;

/** A password that can be written down: different words with blanks between (E2E-007). */
export function makePassword(): string {
  const chosen = new Set<string>();
  // The list has 2048 words, a power of two: each is as likely as any other.
  while (chosen.size < WORDS) {
    for (const number of crypto.getRandomValues(new Uint16Array(WORDS))) {
      const word = wordlist[number % wordlist.length];
      if (word !== undefined && chosen.size < WORDS) chosen.add(word);
    }
  }
  return [...chosen].join(" ");
}

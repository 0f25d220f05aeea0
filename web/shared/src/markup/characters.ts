/* Kinds of UTF-16 units that the grammar tells apart. */

export const Tab = 9;
export const LineFeed = 10;
export const CarriageReturn = 13;
export const Space = 32;

export const isBlank = (c: number): boolean => c === Space || c === Tab;
export const isLineEnd = (c: number): boolean => c === LineFeed || c === CarriageReturn;
export const isDigit = (c: number): boolean => c >= 48 && c <= 57;
export const isLetter = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
export const isAlphanumeric = (c: number): boolean => isDigit(c) || isLetter(c);
export const isHex = (c: number): boolean => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
export const isSurrogateStart = (c: number): boolean => c >= 0xd800 && c <= 0xdbff;
export const isUnicodeSpace = (c: number): boolean =>
  (c >= 9 && c <= 13) ||
  c === Space ||
  c === 0xa0 ||
  c === 0x1680 ||
  (c >= 0x2000 && c <= 0x200a) ||
  c === 0x2028 ||
  c === 0x2029 ||
  c === 0x202f ||
  c === 0x205f ||
  c === 0x3000 ||
  c === 0xfeff;

/** A character that glues a following mention or colour to the word before it. */
export const isWordText = (c: number): boolean =>
  (c >= 0x20 && c <= 0x27) || (c >= 0x2b && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c >= 0x80;

export const isHostCharacter = (c: number): boolean => isAlphanumeric(c) || c === 45 || c === 95 || c >= 0x80;
export const isShortCodeCharacter = (c: number): boolean =>
  isAlphanumeric(c) || c === 43 || c === 45 || c === 46 || c === 95;
export const isSchemeCharacter = (c: number): boolean =>
  isAlphanumeric(c) || c === 43 || c === 45 || c === 46;

/** Punctuation that does not belong to an address when a blank follows. */
export const isTrailingPunctuation = (c: number): boolean =>
  "!\"%'()*,.:;=~".includes(String.fromCharCode(c));

export const isMailLocalCharacter = (c: number): boolean =>
  isAlphanumeric(c) ||
  (c >= 0x80 && !isUnicodeSpace(c)) ||
  "!$%&'*+-=^_`{|}~".includes(String.fromCharCode(c));

const letterPattern = /\p{L}/u;
export const isMentionCharacter = (c: number): boolean =>
  isAlphanumeric(c) ||
  c === 45 ||
  c === 46 ||
  c === 95 ||
  (c >= 0x80 && letterPattern.test(String.fromCharCode(c)));

export function inRanges(ranges: readonly number[], codePoint: number): boolean {
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (ranges[middle * 2] ?? 0)) high = middle - 1;
    else if (codePoint > (ranges[middle * 2 + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

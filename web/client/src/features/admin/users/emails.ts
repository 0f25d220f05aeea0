/** Addresses typed or pasted in a row, and what among them is none. */
export function splitEmails(text: string): { emails: string[]; others: string[] } {
  const pieces = [...new Set(text.split(/[\s,;]+/u).filter((piece) => piece !== ""))];
  const isEmail = (piece: string) => /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/u.test(piece);
  return { emails: pieces.filter(isEmail), others: pieces.filter((piece) => !isEmail(piece)) };
}

/** Words typed in a row, each once, without blanks around them. */
export function splitWords(text: string): string[] {
  return [
    ...new Set(
      text
        .split(",")
        .map((word) => word.trim())
        .filter(Boolean),
    ),
  ];
}

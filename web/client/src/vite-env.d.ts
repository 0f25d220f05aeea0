/// <reference types="vite/client" />

declare module "virtual:emoji-table" {
  /** Glyph, shortcodes, group, search words, skin tone glyphs; lists are joined by spaces. */
  const rows: [string, string, number, string, string][];
  export default rows;
}

import { BlockParser } from "./block-parser";
import type { Block, MarkupOptions } from "./tree";

/**
 * The tree that a message text parses to.
 *
 * Never throws, and takes time proportional to the length of the text whatever the text is: marks nest at
 * most 32 deep and the work per character has a ceiling, beyond which marks stay plain text.
 * The server's parser (`src/Platform/MessageMarkup`) is the same algorithm; both run `tests/Fixtures/markup.json`.
 */
export function parseMarkup(text: string, options: MarkupOptions = {}): Block[] {
  return new BlockParser(text, options).parse();
}

import type { Block, Inline } from "../wire/markup-tree";

/** The tree as text without marks, as the server makes it for notices. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(blockText).join("\n");
}

function blockText(block: Block): string {
  switch (block.type) {
    case "PARAGRAPH":
    case "HEADING":
      return inlineText(block.value);
    case "UNORDERED_LIST":
      return block.value.map((item) => `- ${inlineText(item.value)}`).join("\n");
    case "ORDERED_LIST":
      return block.value.map((item) => `${item.number ?? 0}. ${inlineText(item.value)}`).join("\n");
    case "TASKS":
      return block.value.map((task) => `${task.status ? "[x]" : "[ ]"} ${inlineText(task.value)}`).join("\n");
    case "QUOTE":
      return block.value.map((line) => `> ${inlineText(line.value)}`).join("\n");
    case "CODE":
      return block.value.map((line) => line.value.value).join("\n");
    case "KATEX":
      return block.value;
    case "BIG_EMOJI":
      return inlineText(block.value);
    default:
      return "";
  }
}

function inlineText(nodes: Inline | readonly Inline[] | undefined): string {
  if (nodes === undefined) return "";
  if (Array.isArray(nodes)) return (nodes as readonly Inline[]).map(inlineText).join("");
  const node = nodes as Inline;
  switch (node.type) {
    case "PLAIN_TEXT":
    case "INLINE_KATEX":
      return node.value;
    case "BOLD":
    case "ITALIC":
    case "STRIKE":
      return inlineText(node.value);
    case "INLINE_CODE":
      return node.value.value;
    case "LINK":
      return inlineText(node.value.label);
    case "IMAGE":
      return inlineText(node.value.label);
    case "MENTION_USER":
      return `@${node.value.value}`;
    case "MENTION_CHANNEL":
      return `#${node.value.value}`;
    case "EMOJI":
      return emojiText(node);
    case "COLOR": {
      const { r, g, b } = node.value;
      return `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    }
    default:
      return "";
  }
}

function emojiText(node: Extract<Inline, { type: "EMOJI" }>): string {
  if (node.unicode !== undefined) return node.unicode;
  const typed = node.value?.value ?? node.shortCode ?? "";
  return node.shortCode === typed ? `:${typed}:` : typed;
}

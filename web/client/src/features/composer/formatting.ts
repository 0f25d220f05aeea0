export type Format = "bold" | "italic" | "strike" | "code" | "code-block" | "link" | "formula";

export interface Selection {
  text: string;
  start: number;
  end: number;
}

const marks: Record<"bold" | "italic" | "strike" | "code", string> = {
  bold: "*",
  italic: "_",
  strike: "~",
  code: "`",
};

/** Puts marks around the selection, or takes them away when they are there already (MSG-008). */
export function applyFormat(selection: Selection, format: Format): Selection {
  switch (format) {
    case "code-block":
      return fence(selection);
    case "link":
      return link(selection);
    case "formula":
      return toggle(selection, "\\(", "\\)");
    default:
      return toggle(selection, marks[format], marks[format]);
  }
}

function toggle({ text, start, end }: Selection, open: string, close: string): Selection {
  const inner = text.slice(start, end);
  const isAround = text.slice(0, start).endsWith(open) && text.slice(end).startsWith(close);
  if (isAround) {
    return {
      text: text.slice(0, start - open.length) + inner + text.slice(end + close.length),
      start: start - open.length,
      end: end - open.length,
    };
  }
  const isInside =
    inner.length >= open.length + close.length && inner.startsWith(open) && inner.endsWith(close);
  if (isInside) {
    const bare = inner.slice(open.length, inner.length - close.length);
    return { text: text.slice(0, start) + bare + text.slice(end), start, end: start + bare.length };
  }
  return {
    text: text.slice(0, start) + open + inner + close + text.slice(end),
    start: start + open.length,
    end: end + open.length,
  };
}

function fence({ text, start, end }: Selection): Selection {
  const before = text.slice(0, start);
  const inner = text.slice(start, end);
  const after = text.slice(end);
  const head = `${before === "" || before.endsWith("\n") ? "" : "\n"}\`\`\`\n`;
  const tail = `\n\`\`\`${after === "" || after.startsWith("\n") ? "" : "\n"}`;
  const at = before.length + head.length;
  return { text: before + head + inner + tail + after, start: at, end: at + inner.length };
}

/** The address is what is left to type; it is selected. */
function link({ text, start, end }: Selection): Selection {
  const inner = text.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/u.test(inner);
  const label = isAddress ? "" : inner;
  const address = isAddress ? inner : "https://";
  const before = `${text.slice(0, start)}[${label}](`;
  const caret = isAddress ? start + 1 : before.length;
  return {
    text: `${before}${address})${text.slice(end)}`,
    start: caret,
    end: isAddress ? caret : caret + address.length,
  };
}

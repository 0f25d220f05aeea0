import { parseMarkup } from "@parley/shared/markup/parse";
import { plainText } from "@parley/shared/markup/plain-text";
import type { Block, Inline } from "@parley/shared/wire/markup-tree";
import type { Message } from "@parley/shared/wire/entities";
import { Check } from "lucide-react";
import { Fragment, memo, type ReactNode, useMemo } from "react";
import { Link } from "wouter";
import { safeHref, safeMediaSource, splitHighlights } from "../../lib/text";
import { markupOptions } from "../../store/markup-options";
import { usePreference } from "../../store/preferences";
import { useCell, useWorkspace } from "../../store/use-store";
import { Emoji, EmojiGlyph } from "../emoji";
import { useOpenPerson } from "../person-context";
import { CodeBlock } from "./code-block";
import { Formula } from "./formula";
import { uiStrings } from "../strings";
import styles from "./markup.module.css";

type Mentions = Pick<Message, "mentions" | "channels">;
const noMentions: Mentions = { mentions: [], channels: [] };

interface Props {
  blocks: readonly Block[];
  mentions?: Mentions;
}

/** Draws a message tree as elements. Nothing of it is ever read as HTML. */
export const Markup = memo(function Markup({ blocks, mentions = noMentions }: Props) {
  return blocks.map((block, index) => <BlockView key={index} block={block} mentions={mentions} />);
});

/** A text without a tree, as written: for messages on their way and old clients. */
export function PlainMarkup({ text }: { text: string }) {
  return <p className={styles.paragraph}>{text}</p>;
}

/** A short text in one line, with its links and marks: topics and announcements. */
export function InlineMarkup({ text }: { text: string }) {
  const { store } = useWorkspace();
  const settings = useCell(store.settings);
  const blocks = useMemo(
    () => parseMarkup(text.replace(/\s+/gu, " "), markupOptions(settings)) as readonly Block[],
    [text, settings],
  );
  return blocks.map((block, index) =>
    block.type === "PARAGRAPH" ? (
      <Inlines key={index} nodes={block.value} mentions={noMentions} />
    ) : (
      <Fragment key={index}>{plainText([block])}</Fragment>
    ),
  );
}

/** A text as a message would show it. */
export function TextMarkup({ text }: { text: string }) {
  const { store } = useWorkspace();
  const settings = useCell(store.settings);
  const blocks = useMemo(
    () => parseMarkup(text, markupOptions(settings)) as readonly Block[],
    [text, settings],
  );
  return <Markup blocks={blocks} />;
}

function BlockView({ block, mentions }: { block: Block; mentions: Mentions }) {
  switch (block.type) {
    case "PARAGRAPH":
      return (
        <p className={styles.paragraph}>
          <Inlines nodes={block.value} mentions={mentions} />
        </p>
      );
    case "HEADING":
      return (
        <p
          className={`${styles.heading} ${styles[`level${block.level}`] ?? ""}`}
          role="heading"
          aria-level={block.level + 2}
        >
          <Inlines nodes={block.value} mentions={mentions} />
        </p>
      );
    case "UNORDERED_LIST":
      return (
        <ul className={styles.list}>
          {block.value.map((item, index) => (
            <li key={index}>
              <Inlines nodes={item.value} mentions={mentions} />
            </li>
          ))}
        </ul>
      );
    case "ORDERED_LIST":
      return (
        <ol className={styles.list} start={block.value[0]?.number ?? 1}>
          {block.value.map((item, index) => (
            <li key={index} value={item.number}>
              <Inlines nodes={item.value} mentions={mentions} />
            </li>
          ))}
        </ol>
      );
    case "TASKS":
      return (
        <ul className={styles.tasks}>
          {block.value.map((task, index) => (
            <li key={index} data-done={task.status}>
              <span className={styles.box} role="img" aria-label={task.status ? "Done" : "Open"}>
                {task.status && <Check />}
              </span>
              <span>
                <Inlines nodes={task.value} mentions={mentions} />
              </span>
            </li>
          ))}
        </ul>
      );
    case "QUOTE":
      return (
        <blockquote className={styles.quote}>
          {block.value.map((paragraph, index) => (
            <BlockView key={index} block={paragraph} mentions={mentions} />
          ))}
        </blockquote>
      );
    case "CODE":
      return (
        <CodeBlock language={block.language} text={block.value.map((line) => line.value.value).join("\n")} />
      );
    case "KATEX":
      return <Formula isBlock formula={block.value} />;
    case "BIG_EMOJI":
      return (
        <p className={styles.paragraph}>
          {block.value.map((emoji, index) => (
            <Fragment key={index}>
              {emoji.unicode === undefined ? (
                <Emoji isBig code={emoji.shortCode ?? emoji.value?.value ?? ""} />
              ) : (
                <EmojiGlyph isBig glyph={emoji.unicode} />
              )}{" "}
            </Fragment>
          ))}
        </p>
      );
    case "LINE_BREAK":
      return <div className={styles.gap} />;
    default:
      return null;
  }
}

function Inlines({ nodes, mentions }: { nodes: readonly Inline[] | Inline | undefined; mentions: Mentions }) {
  if (nodes === undefined) return null;
  const list = Array.isArray(nodes) ? (nodes as readonly Inline[]) : [nodes as Inline];
  return list.map((node, index) => <InlineView key={index} node={node} mentions={mentions} />);
}

function InlineView({ node, mentions }: { node: Inline; mentions: Mentions }): ReactNode {
  switch (node.type) {
    case "PLAIN_TEXT":
      return <PlainText text={node.value} />;
    case "BOLD":
      return (
        <strong>
          <Inlines nodes={node.value} mentions={mentions} />
        </strong>
      );
    case "ITALIC":
      return (
        <em>
          <Inlines nodes={node.value} mentions={mentions} />
        </em>
      );
    case "STRIKE":
      return (
        <del>
          <Inlines nodes={node.value} mentions={mentions} />
        </del>
      );
    case "INLINE_CODE":
      return <code className={styles.inlineCode}>{node.value.value}</code>;
    case "LINK":
      // A quotation is written as a link without a text; the quotation itself is an attachment.
      if (isBlank(node.value.label)) return null;
      return (
        <MarkupLink
          address={node.value.src.value}
          label={<Inlines nodes={node.value.label} mentions={mentions} />}
        />
      );
    case "IMAGE": {
      const source = safeMediaSource(node.value.src.value);
      const label = node.value.label.type === "PLAIN_TEXT" ? node.value.label.value : "";
      return source === undefined ? (
        label
      ) : (
        <img className={styles.image} src={source} alt={label} loading="lazy" referrerPolicy="no-referrer" />
      );
    }
    case "MENTION_USER":
      return <UserMention name={node.value.value} mentions={mentions} />;
    case "MENTION_CHANNEL":
      return <ChannelMention name={node.value.value} mentions={mentions} />;
    case "EMOJI":
      return node.unicode === undefined ? (
        <CodedEmoji code={node.shortCode ?? node.value?.value ?? ""} written={node.value?.value} />
      ) : (
        <EmojiGlyph glyph={node.unicode} />
      );
    case "COLOR":
      return <ColorSample {...node.value} />;
    case "INLINE_KATEX":
      return <Formula formula={node.value} />;
    default:
      return null;
  }
}

/** A text in which the words that the reader watches for are marked (ACC-051). */
function PlainText({ text }: { text: string }): ReactNode {
  const { store } = useWorkspace();
  const words = useCell(store.me).preferences.highlights;
  const parts = useMemo(() => splitHighlights(text, words), [text, words]);
  if (parts.length === 1) return text;
  return parts.map((part, index) =>
    part.isMarked ? (
      <mark key={index} className={styles.highlight}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}

/** An emoji by its code. What was written as :) stays so for those who want it. */
function CodedEmoji({ code, written }: { code: string; written: string | undefined }) {
  const converts = usePreference("convertAsciiEmoji") !== false;
  const isEmoticon = written !== undefined && written !== code && written !== `:${code}:`;
  return !converts && isEmoticon ? written : <Emoji code={code} />;
}

function isBlank(label: Inline | readonly Inline[]): boolean {
  const list = Array.isArray(label) ? (label as readonly Inline[]) : [label as Inline];
  return list.every((node) => node.type === "PLAIN_TEXT" && node.value.trim() === "");
}

function MarkupLink({ address, label }: { address: string; label: ReactNode }) {
  const href = safeHref(address);
  if (href === undefined) return <span>{label}</span>;
  const url = new URL(href);
  if (url.origin === location.origin && /^\/(channel|group|direct)\//u.test(url.pathname)) {
    return <Link href={url.pathname + url.search}>{label}</Link>;
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" title={uiStrings.newWindow}>
      {label}
    </a>
  );
}

function UserMention({ name, mentions }: { name: string; mentions: Mentions }) {
  const { store } = useWorkspace();
  const openPerson = useOpenPerson();
  const hasSymbol = usePreference("mentionsWithSymbol") === true;
  const me = store.me.get();
  const isEverybody = name === "all" || name === "here";
  // A message on its way has no list of mentions yet: names that we know will be in it.
  const mention =
    mentions.mentions.find((m) => m.username === name || m.id === name) ?? store.findUserByName(name);
  if (mention === undefined && !isEverybody) return `@${name}`;
  const isMe = name === me.username;
  const look = `${styles.mention} ${isMe ? styles.mine : ""} ${isEverybody ? styles.everybody : ""}`;
  const title = mention?.name === undefined ? undefined : `@${name}`;
  const text = `${hasSymbol ? "@" : ""}${isEverybody ? name : (mention?.name ?? name)}`;
  if (isEverybody || openPerson === undefined) {
    return (
      <span className={look} title={title}>
        {text}
      </span>
    );
  }
  return (
    <button type="button" className={look} title={title} data-mention={name} onClick={() => openPerson(name)}>
      {text}
    </button>
  );
}

function ChannelMention({ name, mentions }: { name: string; mentions: Mentions }) {
  const hasSymbol = usePreference("mentionsWithSymbol") === true;
  const isKnown = mentions.channels.some((channel) => channel.name === name);
  if (!isKnown) return `#${name}`;
  return (
    <Link className={styles.mention} href={`/channel/${encodeURIComponent(name)}`}>
      {hasSymbol && "#"}
      {name}
    </Link>
  );
}

function ColorSample({ r, g, b, a }: { r: number; g: number; b: number; a: number }) {
  const hex = [r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("");
  const alpha = a < 255 ? a.toString(16).padStart(2, "0") : "";
  return (
    <span className={styles.color}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <rect width="10" height="10" rx="2" fill={`#${hex}${alpha}`} />
      </svg>
      #{hex + alpha}
    </span>
  );
}

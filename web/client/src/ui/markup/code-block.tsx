import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useSetting } from "../../store/use-store";
import { IconButton } from "../button";
import type { CodeTree } from "./highlight";
import { uiStrings } from "../strings";
import styles from "./code-block.module.css";

const strings = uiStrings.markup;

interface Props {
  language: string | undefined;
  text: string;
}

const COPIED_MS = 1500;

/** Lines of code, coloured once the grammar of their language is there. */
export function CodeBlock({ language, text }: Props) {
  const wanted = useSetting("Message_Code_highlight");
  const [tree, setTree] = useState<{ text: string; root: CodeTree }>();
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (language === undefined) return undefined;
    let isCurrent = true;
    const colour = async () => {
      const { highlight, highlightLanguage } = await import("./highlight");
      const grammar = highlightLanguage(language, wanted);
      const root = grammar === undefined ? undefined : await highlight(grammar, text);
      if (isCurrent) setTree(root === undefined ? undefined : { text, root });
    };
    colour().catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [language, wanted, text]);

  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const isShown = tree?.text === text;
  return (
    <div className={styles.code}>
      {/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable */}
      <pre
        role="region"
        tabIndex={0}
        aria-label={language === undefined || language === "none" ? strings.code : language}
      >
        <code>{isShown ? tree.root.children.map(draw) : text}</code>
      </pre>
      <span className={styles.copy}>
        <IconButton
          size="small"
          label={isCopied ? strings.copied : strings.copyCode}
          icon={isCopied ? <Check /> : <Copy />}
          onPress={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}
        />
      </span>
    </div>
  );
}

function draw(node: CodeTree["children"][number], index: number): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return null;
  const names = Array.isArray(node.properties.className) ? node.properties.className : [];
  const look = names.map((name) => styles[String(name).replace(/^hljs-/u, "")]).find(Boolean);
  return (
    <span key={index} className={look}>
      {node.children.map(draw)}
    </span>
  );
}

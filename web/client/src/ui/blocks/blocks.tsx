import type { Message } from "@parley/shared/wire/entities";
import { type ReactNode, useMemo } from "react";
import { safeHref } from "../../lib/text";
import { TextMarkup } from "../markup/markup";
import { Segments } from "../segments";
import styles from "./blocks.module.css";
import { BlockPicture, ElementView } from "./elements";
import { type BlockText, type LayoutBlock, readBlocks } from "./read";
import { blockStrings as strings } from "./strings";
import { type Interact, useInteraction } from "./use-interaction";

/** The interactive part of a message: buttons, menus, fields and what stands around them (MSG-088). */
export function Blocks({ message }: { message: Message }) {
  const blocks = useMemo(() => readBlocks(message.blocks), [message.blocks]);
  const state = useInteraction(message);
  return (
    <div className={styles.blocks}>
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} {...state} />
      ))}
    </div>
  );
}

interface Props {
  block: LayoutBlock;
  isBusy: boolean;
  interact: Interact;
}

function BlockView({ block, ...state }: Props): ReactNode {
  switch (block.type) {
    case "divider":
      return <hr className={styles.divider} />;
    case "section":
      return (
        <div className={styles.section}>
          <div className={styles.words}>
            <Words text={block.text} />
            {block.fields.length > 0 && (
              <div className={styles.fields}>
                {block.fields.map((field, index) => (
                  <div key={index}>
                    <Words text={field} />
                  </div>
                ))}
              </div>
            )}
          </div>
          {block.accessory !== undefined && <ElementView element={block.accessory} {...state} />}
        </div>
      );
    case "callout":
      return (
        <div className={styles.callout} data-variant={block.variant}>
          <div className={styles.words}>
            {block.title !== undefined && <p className={styles.title}>{block.title}</p>}
            <Words text={block.text} />
          </div>
          {block.accessory !== undefined && <ElementView element={block.accessory} {...state} />}
        </div>
      );
    case "image":
      return (
        <figure className={styles.figureBox}>
          {block.title !== undefined && <figcaption className={styles.title}>{block.title}</figcaption>}
          <BlockPicture url={block.url} alt={block.alt} />
        </figure>
      );
    case "actions":
      return (
        <div className={styles.actions}>
          {block.elements.map((element, index) => (
            <ElementView key={index} element={element} {...state} />
          ))}
        </div>
      );
    case "context":
      return (
        <div className={styles.context}>
          {block.parts.map((part, index) =>
            "url" in part ? (
              <BlockPicture key={index} url={part.url} alt={part.alt} isSmall />
            ) : (
              <Words key={index} text={part} />
            ),
          )}
        </div>
      );
    case "input":
      return (
        <div className={styles.input}>
          <ElementView element={block.element} label={block.label} hint={block.hint} {...state} />
        </div>
      );
    case "preview":
      return <Preview block={block} {...state} />;
    case "tabs":
      return (
        <Segments
          label={strings.choose}
          isInline
          options={block.tabs.map((tab) => ({ id: tab.actionId, label: tab.title }))}
          value={block.tabs.find((tab) => tab.isSelected)?.actionId ?? ""}
          onChange={(id) => {
            const tab = block.tabs.find(({ actionId }) => actionId === id);
            if (tab !== undefined) state.interact(tab, undefined);
          }}
        />
      );
  }
}

function Preview({
  block,
  ...state
}: Omit<Props, "block"> & { block: Extract<LayoutBlock, { type: "preview" }> }) {
  const href = block.url === undefined ? undefined : safeHref(block.url);
  const title = block.title.map((text) => text.text).join(" ");
  return (
    <div className={styles.section}>
      <div className={styles.words}>
        {title !== "" && (
          <p className={styles.title}>
            {href === undefined ? (
              title
            ) : (
              <a href={href} target="_blank" rel="noopener noreferrer">
                {title}
              </a>
            )}
          </p>
        )}
        {block.description.map((text, index) => (
          <Words key={index} text={text} />
        ))}
        {block.footer !== undefined && <BlockView block={block.footer} {...state} />}
      </div>
      {block.thumb !== undefined && <BlockPicture url={block.thumb} alt="" isSmall />}
    </div>
  );
}

function Words({ text }: { text: BlockText | undefined }) {
  if (text === undefined) return null;
  return text.isMarkup ? <TextMarkup text={text.text} /> : <p className={styles.plain}>{text.text}</p>;
}

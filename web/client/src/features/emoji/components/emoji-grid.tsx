import { Search } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { Virtualizer } from "virtua";
import { searchCustomEmoji } from "../../../store/custom-emoji";
import { emojiTable } from "../../../store/emoji";
import { useCell, useWorkspace } from "../../../store/use-store";
import { Emoji } from "../../../ui/emoji";
import { emojiStrings as strings } from "../strings";
import styles from "./emoji-picker.module.css";

const COLUMNS = 8;

type Line = { kind: "heading"; key: string; text: string } | { kind: "codes"; key: string; codes: string[] };

function addSection(lines: Line[], heading: string, codes: readonly string[]): void {
  if (codes.length === 0) return;
  lines.push({ kind: "heading", key: heading, text: heading });
  for (let start = 0; start < codes.length; start += COLUMNS) {
    lines.push({ kind: "codes", key: `${heading}-${start}`, codes: codes.slice(start, start + COLUMNS) });
  }
}

export function EmojiGrid({ onPick }: { onPick: (code: string) => void }) {
  const { store } = useWorkspace();
  const index = useCell(emojiTable.index);
  const custom = useCell(store.customEmoji);
  const [text, setText] = useState("");
  const [shown, setShown] = useState<string>();
  const scroller = useRef<HTMLDivElement>(null);

  const lines = useMemo(() => {
    const list: Line[] = [];
    const own = custom.all.map(({ name }) => name);
    if (text.trim() !== "") {
      const found = emojiTable.search(text.trim(), 64).map((entry) => entry.codes[0] ?? "");
      addSection(list, strings.label, [...searchCustomEmoji(custom, text), ...found]);
      return list;
    }
    addSection(
      list,
      strings.recent,
      emojiTable.recent().filter((code) => index?.byCode.has(code) === true || custom.addresses.has(code)),
    );
    addSection(list, strings.custom, own);
    for (const [group, heading] of Object.entries(strings.groups)) {
      addSection(
        list,
        heading,
        index?.entries
          .filter((entry) => entry.group === Number(group))
          .map((entry) => entry.codes[0] ?? "") ?? [],
      );
    }
    return list;
  }, [index, custom, text]);

  const first = lines.find((line) => line.kind === "codes")?.codes[0];

  const handleKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const cells = [...(scroller.current?.querySelectorAll<HTMLButtonElement>("button") ?? [])];
    const position = cells.indexOf(document.activeElement as HTMLButtonElement);
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
    };
    const step = steps[event.key];
    if (step === undefined || position < 0) return;
    event.preventDefault();
    cells[position + step]?.focus();
  };

  return (
    <div className={styles.picker}>
      <div className={styles.search}>
        <Search />
        <input
          type="search"
          aria-label={strings.search}
          placeholder={strings.search}
          autoFocus={matchMedia("(pointer: fine)").matches}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && first !== undefined) onPick(first);
            if (event.key === "ArrowDown") scroller.current?.querySelector("button")?.focus();
          }}
        />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys move among the buttons inside */}
      <div className={styles.scroller} ref={scroller} onKeyDown={handleKey}>
        <Virtualizer scrollRef={scroller} data={lines}>
          {(line) =>
            line.kind === "heading" ? (
              <div key={line.key} className={styles.heading}>
                {line.text}
              </div>
            ) : (
              <div key={line.key} className={styles.line}>
                {line.codes.map((code) => (
                  <button
                    key={code}
                    type="button"
                    className={styles.cell}
                    aria-label={`:${code}:`}
                    onClick={() => onPick(code)}
                    onFocus={() => setShown(code)}
                    onPointerEnter={() => setShown(code)}
                  >
                    <Emoji code={code} />
                  </button>
                ))}
              </div>
            )
          }
        </Virtualizer>
        {lines.length === 0 && index !== undefined && <p className={styles.none}>{strings.none(text)}</p>}
      </div>
      <div className={styles.footer}>{shown === undefined ? "" : `:${shown}:`}</div>
    </div>
  );
}

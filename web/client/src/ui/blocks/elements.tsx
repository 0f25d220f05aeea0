import { MoreHorizontal } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { CheckboxGroup, Label, MenuTrigger, Radio, RadioGroup } from "react-aria-components";
import { safeHref, safeMediaSource } from "../../lib/text";
import { Button, IconButton } from "../button";
import { Checkbox } from "../checkbox";
import { Menu, MenuItem } from "../menu";
import { Select } from "../select";
import { TextField } from "../text-field";
import styles from "./blocks.module.css";
import type { BlockElement, BlockOption } from "./read";
import { blockStrings as strings } from "./strings";
import type { Interact } from "./use-interaction";

interface Props {
  element: BlockElement;
  /** Of the input around it. */
  label?: string | undefined;
  hint?: string | undefined;
  isBusy: boolean;
  interact: Interact;
}

type Of<T extends BlockElement["type"]> = Omit<Props, "element"> & {
  element: Extract<BlockElement, { type: T }>;
};

export function ElementView(props: Props): ReactNode {
  const { element, ...rest } = props;
  switch (element.type) {
    case "button":
      return <ButtonElement {...rest} element={element} />;
    case "image":
      return <BlockPicture url={element.url} alt={element.alt} isSmall />;
    case "overflow":
      return <OverflowElement {...rest} element={element} />;
    case "select":
      return element.isMultiple ? (
        <ManyElement {...rest} element={element} />
      ) : (
        <SelectElement {...rest} element={element} />
      );
    case "text":
    case "date":
    case "time":
      return <TypedElement {...rest} element={element} />;
    case "checkboxes":
    case "switches":
      return <ChecksElement {...rest} element={element} />;
    case "radios":
      return <RadiosElement {...rest} element={element} />;
    case "scale":
      return <ScaleElement {...rest} element={element} />;
  }
}

export function BlockPicture({ url, alt, isSmall = false }: { url: string; alt: string; isSmall?: boolean }) {
  const [hasFailed, setHasFailed] = useState(false);
  const source = safeMediaSource(url);
  if (source === undefined || hasFailed) return <span className={styles.quiet}>{alt}</span>;
  return (
    <img
      className={isSmall ? styles.smallPicture : styles.picture}
      src={source}
      alt={alt}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setHasFailed(true)}
    />
  );
}

const openAddress = (url: string | undefined) => {
  const href = url === undefined ? undefined : safeHref(url);
  if (href !== undefined) window.open(href, "_blank", "noopener,noreferrer");
};

function ButtonElement({ element, isBusy, interact }: Of<"button">) {
  const press = () => {
    openAddress(element.url);
    interact(element, element.value);
  };
  const look = element.look === "primary" || element.look === "danger" ? element.look : "secondary";
  return (
    <Button look={look} isPending={isBusy} onPress={press}>
      {element.text}
    </Button>
  );
}

function OverflowElement({ element, isBusy, interact }: Of<"overflow">) {
  const choose = (option: BlockOption) => {
    openAddress(option.url);
    interact(element, option.value);
  };
  return (
    <MenuTrigger>
      <IconButton label={strings.more} icon={<MoreHorizontal />} isDisabled={isBusy} />
      <Menu>
        {element.options.map((option) => (
          <MenuItem key={option.value} onAction={() => choose(option)}>
            {option.text}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

function SelectElement({ element, label, hint, isBusy, interact }: Of<"select">) {
  const [chosen, setChosen] = useState(element.initial[0] ?? "");
  const choose = (value: string) => {
    if (value === "") return;
    setChosen(value);
    interact(element, value);
  };
  const placeholder = element.placeholder === "" ? strings.choose : element.placeholder;
  return (
    <Select
      label={label ?? placeholder}
      hidesLabel={label === undefined}
      {...(hint === undefined ? {} : { help: hint })}
      options={[
        ...(chosen === "" ? [{ id: "", label: placeholder }] : []),
        ...element.options.map((option) => ({ id: option.value, label: option.text })),
      ]}
      value={chosen}
      onChange={choose}
      isDisabled={isBusy}
    />
  );
}

function ManyElement({ element, label, isBusy, interact }: Of<"select">) {
  return (
    <Checks
      label={label ?? element.placeholder}
      options={element.options}
      initial={element.initial}
      most={element.most}
      isBusy={isBusy}
      onChange={(chosen) => interact(element, chosen)}
    />
  );
}

function ChecksElement({ element, label, isBusy, interact }: Of<"checkboxes" | "switches">) {
  return (
    <Checks
      label={label}
      options={element.options}
      initial={element.initial}
      isBusy={isBusy}
      onChange={(chosen) => interact(element, chosen)}
    />
  );
}

interface ChecksProps {
  label: string | undefined;
  options: readonly BlockOption[];
  initial: string[];
  most?: number | undefined;
  isBusy: boolean;
  onChange: (chosen: string[]) => void;
}

function Checks({ label, options, initial, most, isBusy, onChange }: ChecksProps) {
  const [chosen, setChosen] = useState(initial);
  const choose = (next: string[]) => {
    if (most !== undefined && next.length > most) return;
    setChosen(next);
    onChange(next);
  };
  const hasLabel = label !== undefined && label !== "";
  return (
    <CheckboxGroup
      className={styles.group ?? ""}
      value={chosen}
      onChange={choose}
      isDisabled={isBusy}
      {...(hasLabel ? {} : { "aria-label": strings.choices })}
    >
      {hasLabel && <Label className={styles.label ?? ""}>{label}</Label>}
      {options.map((option) => (
        <Checkbox key={option.value} value={option.value} label={option.text} help={option.description} />
      ))}
    </CheckboxGroup>
  );
}

function RadiosElement({ element, label, isBusy, interact }: Of<"radios">) {
  const [chosen, setChosen] = useState<string | null>(element.initial[0] ?? null);
  const choose = (value: string) => {
    setChosen(value);
    interact(element, value);
  };
  return (
    <RadioGroup
      className={styles.group ?? ""}
      value={chosen}
      onChange={choose}
      isDisabled={isBusy}
      {...(label === undefined ? { "aria-label": strings.choices } : {})}
    >
      {label !== undefined && <Label className={styles.label ?? ""}>{label}</Label>}
      {element.options.map((option) => (
        <Radio key={option.value} value={option.value} className={styles.radio ?? ""}>
          <span className={styles.dot} />
          {option.text}
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** What is typed is told when the field is left, or with Enter in a single line. */
function TypedElement({ element, label, hint, isBusy, interact }: Of<"text" | "date" | "time">) {
  const [text, setText] = useState(element.initial);
  const [told, setTold] = useState(element.initial);
  const tell = () => {
    if (text === told) return;
    setTold(text);
    interact(element, text);
  };
  const isMultiline = element.type === "text" && element.isMultiline;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !isMultiline) tell();
  };
  const longest = element.type === "text" ? element.longest : undefined;
  return (
    <TextField
      label={label ?? (element.placeholder === "" ? strings[element.type] : element.placeholder)}
      type={element.type}
      value={text}
      onChange={setText}
      onBlur={tell}
      onKeyDown={onKeyDown}
      isReadOnly={isBusy}
      isMultiline={isMultiline}
      placeholder={element.placeholder}
      {...(longest === undefined ? {} : { maxLength: longest })}
      {...(hint === undefined ? {} : { help: hint })}
    />
  );
}

function ScaleElement({ element, label, isBusy, interact }: Of<"scale">) {
  const [chosen, setChosen] = useState(element.initial);
  const figures = Array.from(
    { length: Math.max(0, element.to - element.from + 1) },
    (_, index) => element.from + index,
  );
  const choose = (figure: number) => {
    setChosen(figure);
    interact(element, String(figure));
  };
  return (
    <div className={styles.scale} role="group" aria-label={label ?? strings.scale}>
      {element.before !== "" && <span className={styles.quiet}>{element.before}</span>}
      {figures.map((figure) => (
        <button
          key={figure}
          type="button"
          className={styles.figure}
          aria-pressed={figure === chosen}
          disabled={isBusy}
          onClick={() => choose(figure)}
        >
          {figure}
        </button>
      ))}
      {element.after !== "" && <span className={styles.quiet}>{element.after}</span>}
    </div>
  );
}

import { asList, asRecord } from "@parley/shared/wire/parse";

export interface BlockText {
  text: string;
  /** Else it is shown as it is. */
  isMarkup: boolean;
}

export interface BlockOption {
  value: string;
  text: string;
  description: string | undefined;
  url: string | undefined;
}

interface Named {
  actionId: string;
  appId: string | undefined;
  blockId: string | undefined;
}

export type BlockElement =
  | (Named & {
      type: "button";
      text: string;
      value: string | undefined;
      look: string | undefined;
      url: string | undefined;
    })
  | { type: "image"; url: string; alt: string }
  | (Named & { type: "overflow"; options: BlockOption[] })
  | (Named & {
      type: "text";
      placeholder: string;
      initial: string;
      isMultiline: boolean;
      longest: number | undefined;
    })
  | (Named & {
      type: "select";
      placeholder: string;
      options: BlockOption[];
      initial: string[];
      isMultiple: boolean;
      most: number | undefined;
    })
  | (Named & { type: "checkboxes"; options: BlockOption[]; initial: string[] })
  | (Named & { type: "switches"; options: BlockOption[]; initial: string[] })
  | (Named & { type: "radios"; options: BlockOption[]; initial: string[] })
  | (Named & { type: "date"; placeholder: string; initial: string })
  | (Named & { type: "time"; placeholder: string; initial: string })
  | (Named & {
      type: "scale";
      from: number;
      to: number;
      initial: number | undefined;
      before: string;
      after: string;
    });

export type LayoutBlock =
  | { type: "section"; text: BlockText | undefined; fields: BlockText[]; accessory: BlockElement | undefined }
  | { type: "divider" }
  | { type: "image"; url: string; alt: string; title: string | undefined }
  | { type: "actions"; elements: BlockElement[] }
  | { type: "context"; parts: (BlockText | { url: string; alt: string })[] }
  | { type: "input"; label: string; hint: string | undefined; element: BlockElement }
  | {
      type: "callout";
      variant: string;
      title: string | undefined;
      text: BlockText | undefined;
      accessory: BlockElement | undefined;
    }
  | {
      type: "preview";
      title: BlockText[];
      description: BlockText[];
      thumb: string | undefined;
      url: string | undefined;
      footer: LayoutBlock | undefined;
    }
  | { type: "tabs"; tabs: (Named & { title: string; isSelected: boolean })[] };

type Raw = Record<string, unknown>;

const MOST_OPTIONS = 200;

const word = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
const figure = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const words = (value: unknown): string => word(asRecord(value).text) ?? "";

function texts(value: unknown): BlockText[] {
  return asList(value)
    .map(readText)
    .filter((text) => text !== undefined);
}

function readText(value: unknown): BlockText | undefined {
  const raw = asRecord(value);
  const text = word(raw.text);
  return text === undefined ? undefined : { text, isMarkup: raw.type === "mrkdwn" };
}

function readOptions(value: unknown): BlockOption[] {
  return asList(value)
    .slice(0, MOST_OPTIONS)
    .map(asRecord)
    .map((raw) => ({
      value: word(raw.value) ?? words(raw.text),
      text: words(raw.text),
      description: word(words(raw.description)),
      url: word(raw.url),
    }))
    .filter((option) => option.text !== "");
}

const initialValues = (value: unknown): string[] =>
  asList(value)
    .map((entry) => word(entry) ?? word(asRecord(entry).value))
    .filter((entry) => entry !== undefined);

/** The app and the block's id are the element's own, else those of the block around it. */
function readElement(value: unknown, around: Raw): BlockElement | undefined {
  const raw = asRecord(value);
  if (raw.type === "image") {
    const url = word(raw.imageUrl);
    return url === undefined ? undefined : { type: "image", url, alt: word(raw.altText) ?? "" };
  }
  const actionId = word(raw.actionId);
  if (actionId === undefined) return undefined;
  const named: Named = {
    actionId,
    appId: word(raw.appId) ?? word(around.appId),
    blockId: word(raw.blockId) ?? word(around.blockId),
  };
  const placeholder = words(raw.placeholder);
  const options = readOptions(raw.options);
  switch (raw.type) {
    case "button":
      return {
        ...named,
        type: "button",
        text: words(raw.text),
        value: word(raw.value),
        look: word(raw.style),
        url: word(raw.url),
      };
    case "overflow":
      return { ...named, type: "overflow", options };
    case "plain_text_input":
      return {
        ...named,
        type: "text",
        placeholder,
        initial: word(raw.initialValue) ?? "",
        isMultiline: raw.multiline === true,
        longest: figure(raw.maxLength),
      };
    case "static_select":
    case "multi_static_select": {
      const isMultiple = raw.type === "multi_static_select";
      const initial = initialValues(isMultiple ? raw.initialValue : [raw.initialValue ?? raw.initialOption]);
      return {
        ...named,
        type: "select",
        placeholder,
        options,
        initial,
        isMultiple,
        most: figure(raw.maxSelectItems),
      };
    }
    case "checkbox":
      return { ...named, type: "checkboxes", options, initial: initialValues(raw.initialOptions) };
    case "toggle_switch":
      return { ...named, type: "switches", options, initial: initialValues(raw.initialOptions) };
    case "radio_button":
      return { ...named, type: "radios", options, initial: initialValues([raw.initialOption]) };
    case "datepicker":
      return { ...named, type: "date", placeholder, initial: word(raw.initialDate) ?? "" };
    case "time_picker":
      return { ...named, type: "time", placeholder, initial: word(raw.initialTime) ?? "" };
    case "linear_scale": {
      const from = figure(raw.minValue) ?? 0;
      const to = Math.min(figure(raw.maxValue) ?? 10, from + 20);
      return {
        ...named,
        type: "scale",
        from,
        to,
        initial: figure(raw.initialValue),
        before: words(raw.preLabel),
        after: words(raw.postLabel),
      };
    }
    default:
      return undefined;
  }
}

function readBlock(value: unknown): LayoutBlock[] {
  const raw = asRecord(value);
  const accessory = readElement(raw.accessory, raw);
  switch (raw.type) {
    case "section":
      return [{ type: "section", text: readText(raw.text), fields: texts(raw.fields), accessory }];
    case "divider":
      return [{ type: "divider" }];
    case "image": {
      const url = word(raw.imageUrl);
      return url === undefined
        ? []
        : [{ type: "image", url, alt: word(raw.altText) ?? "", title: word(words(raw.title)) }];
    }
    case "actions":
      return [
        {
          type: "actions",
          elements: asList(raw.elements)
            .map((element) => readElement(element, raw))
            .filter((element) => element !== undefined),
        },
      ];
    case "context":
      return [
        {
          type: "context",
          parts: asList(raw.elements)
            .map(readPart)
            .filter((part) => part !== undefined),
        },
      ];
    case "input": {
      const element = readElement(raw.element, raw);
      return element === undefined
        ? []
        : [{ type: "input", label: words(raw.label), hint: word(words(raw.hint)), element }];
    }
    case "conditional": {
      const engines = asRecord(raw.when).engine;
      const isOurs = !Array.isArray(engines) || engines.includes("rocket.chat");
      return isOurs ? readBlocks(raw.render) : [];
    }
    case "callout":
      return [
        {
          type: "callout",
          variant: word(raw.variant) ?? "info",
          title: word(words(raw.title)),
          text: readText(raw.text),
          accessory,
        },
      ];
    case "preview":
      return [
        {
          type: "preview",
          title: texts(raw.title),
          description: texts(raw.description),
          thumb: word(asRecord(raw.thumb).url),
          url: word(raw.externalUrl),
          footer: raw.footer === undefined ? undefined : readBlock(raw.footer)[0],
        },
      ];
    case "tab_navigation":
      return [
        {
          type: "tabs",
          tabs: asList(raw.tabs)
            .map((tab) => readTab(tab, raw))
            .filter((tab) => tab !== undefined),
        },
      ];
    default:
      return [];
  }
}

function readPart(value: unknown): BlockText | { url: string; alt: string } | undefined {
  const raw = asRecord(value);
  if (raw.type !== "image") return readText(value);
  const url = word(raw.imageUrl);
  return url === undefined ? undefined : { url, alt: word(raw.altText) ?? "" };
}

function readTab(value: unknown, around: Raw) {
  const raw = asRecord(value);
  const actionId = word(raw.actionId);
  if (actionId === undefined) return undefined;
  return {
    actionId,
    appId: word(raw.appId) ?? word(around.appId),
    blockId: word(raw.blockId) ?? word(around.blockId),
    title: words(raw.title),
    isSelected: raw.selected === true,
  };
}

/** Blocks of the UI kit. What this client does not know is left out (MSG-088). */
export function readBlocks(value: unknown): LayoutBlock[] {
  return asList(value).flatMap(readBlock);
}

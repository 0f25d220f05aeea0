import type { Block } from "@parley/shared/wire/markup-tree";
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { testStore } from "../../store/test-entities";
import { WorkspaceContext } from "../../store/use-store";
import type { Workspace } from "../../store/workspace";
import { Markup } from "./markup";

afterEach(cleanup);

function draw(blocks: Block[]): HTMLElement {
  const workspace = { store: testStore() } as unknown as Workspace;
  return render(
    <WorkspaceContext value={workspace}>
      <Markup
        blocks={blocks}
        mentions={{ mentions: [{ id: "u", username: "bob", name: "Bob" }], channels: [] }}
      />
    </WorkspaceContext>,
  ).container;
}

const plain = (value: string) => ({ type: "PLAIN_TEXT" as const, value });
const link = (src: string): Block => ({
  type: "PARAGRAPH",
  value: [{ type: "LINK", value: { src: plain(src), label: [plain("here")] } }],
});

it("follows harmless links in a new tab, without telling where from", () => {
  const anchor = draw([link("https://example.org/")]).querySelector("a");
  expect(anchor?.href).toBe("https://example.org/");
  expect(anchor?.rel).toContain("noopener");
});

it.each(["javascript:alert(1)", "data:text/html,x", "vbscript:x", " JaVaScript:alert(1)"])(
  "never links to %s",
  (address) => {
    const container = draw([link(address)]);
    expect(container.querySelector("a")).toBeNull();
    expect(container.textContent).toBe("here");
  },
);

it("draws text that looks like HTML as text", () => {
  const container = draw([{ type: "PARAGRAPH", value: [plain("<img src=x onerror=alert(1)>")] }]);
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toContain("<img");
});

it("draws unknown kinds as nothing", () => {
  expect(draw([{ type: "SPIRAL", value: [] } as unknown as Block]).textContent).toBe("");
});

it("shows names for mentions and leaves unknown ones as text", () => {
  const mention = (name: string): Block => ({
    type: "PARAGRAPH",
    value: [{ type: "MENTION_USER", value: plain(name) }],
  });
  expect(draw([mention("bob")]).textContent).toBe("Bob");
  expect(draw([mention("nobody")]).querySelector("span")).toBeNull();
});

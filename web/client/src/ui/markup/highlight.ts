import type { LanguageFn } from "highlight.js";
import type { createLowlight } from "lowlight";

type Highlighter = ReturnType<typeof createLowlight>;
export type CodeTree = ReturnType<Highlighter["highlight"]>;
type Grammar = () => Promise<{ default: LanguageFn }>;

const grammars: Record<string, Grammar> = {
  bash: () => import("highlight.js/lib/languages/bash"),
  c: () => import("highlight.js/lib/languages/c"),
  clean: () => import("highlight.js/lib/languages/clean"),
  clojure: () => import("highlight.js/lib/languages/clojure"),
  cpp: () => import("highlight.js/lib/languages/cpp"),
  csharp: () => import("highlight.js/lib/languages/csharp"),
  css: () => import("highlight.js/lib/languages/css"),
  dart: () => import("highlight.js/lib/languages/dart"),
  diff: () => import("highlight.js/lib/languages/diff"),
  dockerfile: () => import("highlight.js/lib/languages/dockerfile"),
  elixir: () => import("highlight.js/lib/languages/elixir"),
  erlang: () => import("highlight.js/lib/languages/erlang"),
  fsharp: () => import("highlight.js/lib/languages/fsharp"),
  go: () => import("highlight.js/lib/languages/go"),
  graphql: () => import("highlight.js/lib/languages/graphql"),
  groovy: () => import("highlight.js/lib/languages/groovy"),
  haskell: () => import("highlight.js/lib/languages/haskell"),
  ini: () => import("highlight.js/lib/languages/ini"),
  java: () => import("highlight.js/lib/languages/java"),
  javascript: () => import("highlight.js/lib/languages/javascript"),
  json: () => import("highlight.js/lib/languages/json"),
  kotlin: () => import("highlight.js/lib/languages/kotlin"),
  latex: () => import("highlight.js/lib/languages/latex"),
  less: () => import("highlight.js/lib/languages/less"),
  lua: () => import("highlight.js/lib/languages/lua"),
  makefile: () => import("highlight.js/lib/languages/makefile"),
  markdown: () => import("highlight.js/lib/languages/markdown"),
  matlab: () => import("highlight.js/lib/languages/matlab"),
  nginx: () => import("highlight.js/lib/languages/nginx"),
  objectivec: () => import("highlight.js/lib/languages/objectivec"),
  ocaml: () => import("highlight.js/lib/languages/ocaml"),
  perl: () => import("highlight.js/lib/languages/perl"),
  php: () => import("highlight.js/lib/languages/php"),
  powershell: () => import("highlight.js/lib/languages/powershell"),
  python: () => import("highlight.js/lib/languages/python"),
  r: () => import("highlight.js/lib/languages/r"),
  ruby: () => import("highlight.js/lib/languages/ruby"),
  rust: () => import("highlight.js/lib/languages/rust"),
  scala: () => import("highlight.js/lib/languages/scala"),
  scss: () => import("highlight.js/lib/languages/scss"),
  shell: () => import("highlight.js/lib/languages/shell"),
  sql: () => import("highlight.js/lib/languages/sql"),
  swift: () => import("highlight.js/lib/languages/swift"),
  typescript: () => import("highlight.js/lib/languages/typescript"),
  vim: () => import("highlight.js/lib/languages/vim"),
  xml: () => import("highlight.js/lib/languages/xml"),
  yaml: () => import("highlight.js/lib/languages/yaml"),
};

const otherNames: Record<string, string> = {
  "c#": "csharp",
  "c++": "cpp",
  console: "shell",
  cs: "csharp",
  docker: "dockerfile",
  golang: "go",
  html: "xml",
  js: "javascript",
  jsx: "javascript",
  md: "markdown",
  ps1: "powershell",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  svg: "xml",
  toml: "ini",
  ts: "typescript",
  tsx: "typescript",
  yml: "yaml",
  zsh: "bash",
};

/** Beyond this, colour is not worth the wait. */
const LONGEST = 20_000;

/**
 * The language to highlight in, if it is known and the workspace wants it. `wanted` is the administrator's list;
 * without one, every known language counts.
 */
export function highlightLanguage(stated: string | undefined, wanted: unknown): string | undefined {
  const typed = (stated ?? "").trim().toLowerCase();
  const name = otherNames[typed] ?? typed;
  if (!Object.hasOwn(grammars, name)) return undefined;
  if (typeof wanted !== "string" || wanted.trim() === "") return name;
  const list = wanted.split(",").map((item) => item.trim().toLowerCase());
  return list.some((item) => (otherNames[item] ?? item) === name) ? name : undefined;
}

let highlighter: Promise<Highlighter> | undefined;
const loaded = new Map<string, Promise<void>>();

/** The text as a tree of marked pieces. Core and grammar load when first needed. */
export async function highlight(language: string, text: string): Promise<CodeTree | undefined> {
  const grammar = grammars[language];
  if (grammar === undefined || text.length > LONGEST) return undefined;
  highlighter ??= import("lowlight").then((module) => module.createLowlight());
  const ready = await highlighter;
  let loading = loaded.get(language);
  if (loading === undefined) {
    loading = grammar().then((module) => ready.register(language, module.default));
    loaded.set(language, loading);
  }
  await loading;
  return ready.highlight(language, text);
}

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

const source = resolve(import.meta.dirname, "..");

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/gu)].map((match) =>
    relative(source, resolve(file, "..", match[1] ?? "")),
  );
}

const layers = ["lib", "store", "ui", "features", "app"];

it("imports point one way: app, features, ui, store, lib", () => {
  const wrong: string[] = [];
  for (const file of files(source)) {
    const from = relative(source, file);
    const layer = layers.indexOf(from.split("/")[0] ?? "");
    for (const target of importsOf(file)) {
      if (layers.indexOf(target.split("/")[0] ?? "") > layer) wrong.push(`${from} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

it("no feature imports another feature", () => {
  const wrong: string[] = [];
  for (const file of files(join(source, "features"))) {
    const from = relative(source, file);
    for (const target of importsOf(file)) {
      if (target.startsWith("features/") && target.split("/")[1] !== from.split("/")[1])
        wrong.push(`${from} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

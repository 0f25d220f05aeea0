import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

interface Budget {
  name: string;
  /** Modules that are loaded, one after the other, beside the entry. */
  modules: readonly string[];
  kilobytes: number;
}

/** What a browser has to load before something can be done; the build fails above. */
const budgets: readonly Budget[] = [
  { name: "reading and sending in a room", modules: ["app/shell.tsx", "store/workspace.ts"], kilobytes: 230 },
  { name: "signing in", modules: ["app/pages/entrance-pages.tsx"], kilobytes: 120 },
];

/** A page of administration or of the account, beside what is there already. */
const AREA_KILOBYTES = 150;
const areas = /\/features\/(admin|account)\/.*-page\.tsx$/u;

interface Chunk {
  fileName: string;
  isEntry: boolean;
  facadeModuleId: string | null;
  imports: readonly string[];
}

export function sizeBudgets(): Plugin {
  return {
    name: "budgets",
    apply: "build",
    writeBundle(options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const output of Object.values(bundle))
        if (output.type === "chunk") chunks.set(output.fileName, output);
      const size = (files: ReadonlySet<string>) =>
        [...files].reduce(
          (sum, file) => sum + gzipSync(readFileSync(join(options.dir ?? "", file))).length,
          0,
        ) / 1000;
      const withImports = (start: Chunk, found: Set<string>): Set<string> => {
        if (found.has(start.fileName)) return found;
        found.add(start.fileName);
        for (const name of start.imports) {
          const next = chunks.get(name);
          if (next !== undefined) withImports(next, found);
        }
        return found;
      };
      const of = (module: string) =>
        [...chunks.values()].find((chunk) => chunk.facadeModuleId?.endsWith(`/src/${module}`) === true);
      const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
      if (entry === undefined) return;

      const tooLarge: string[] = [];
      const check = (name: string, kilobytes: number, limit: number) => {
        if (kilobytes > limit) tooLarge.push(`${name}: ${kilobytes.toFixed(1)} kB of ${limit}`);
      };
      for (const budget of budgets) {
        const files = withImports(entry, new Set());
        for (const module of budget.modules) {
          const chunk = of(module);
          if (chunk === undefined)
            this.error(`There is no chunk of its own for ${module}, which a budget is about.`);
          withImports(chunk, files);
        }
        const kilobytes = size(files);
        this.info(`${budget.name}: ${kilobytes.toFixed(1)} kB of ${budget.kilobytes}`);
        check(budget.name, kilobytes, budget.kilobytes);
      }
      const shell = of("app/shell.tsx");
      const known =
        shell === undefined ? new Set<string>() : withImports(shell, withImports(entry, new Set()));
      for (const chunk of chunks.values()) {
        if (!areas.test(chunk.facadeModuleId ?? "")) continue;
        const own = new Set([...withImports(chunk, new Set())].filter((file) => !known.has(file)));
        check(chunk.facadeModuleId ?? "", size(own), AREA_KILOBYTES);
      }
      if (tooLarge.length > 0) this.error(`Too much to load. ${tooLarge.join("; ")}`);
    },
  };
}

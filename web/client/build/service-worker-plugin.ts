import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

interface Output {
  fileName: string;
  type: "chunk" | "asset";
  isEntry?: boolean;
  facadeModuleId?: string | null;
  imports?: readonly string[];
  viteMetadata?: { importedCss?: ReadonlySet<string> };
}

/** What is needed to read a room without a network; everything else is kept as soon as it was used. */
const roots = [
  "/src/app/shell.tsx",
  "/src/store/workspace.ts",
  "/src/app/pages/room-page.tsx",
  "/src/store/pwa.ts",
];

/** Writes `service-worker.js`: the worker with a list of the shell and a version that changes with any part of it. */
export function serviceWorker(): Plugin {
  return {
    name: "parley-service-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const outputs = Object.values(bundle) as unknown as Output[];
        const byName = new Map(outputs.map((output) => [output.fileName, output]));
        const shell = new Set<string>();
        const add = (output: Output | undefined) => {
          if (output === undefined || shell.has(output.fileName)) return;
          shell.add(output.fileName);
          for (const css of output.viteMetadata?.importedCss ?? []) shell.add(css);
          for (const name of output.imports ?? []) add(byName.get(name));
        };
        for (const output of outputs) {
          if (output.isEntry === true) add(output);
          if (roots.some((root) => output.facadeModuleId?.endsWith(root) === true)) add(output);
        }
        const files = [...shell].filter((name) => /\.(?:js|css)$/u.test(name)).sort();
        const names = outputs.map((output) => output.fileName).sort();
        const source = readFileSync(join(import.meta.dirname, "../worker/service-worker.js"), "utf8");
        const version = createHash("sha256")
          .update(names.join("\n"))
          .update(source)
          .digest("hex")
          .slice(0, 12);
        this.emitFile({
          type: "asset",
          fileName: "service-worker.js",
          source: source
            .replace("__VERSION__", version)
            .replace(
              "__SHELL__",
              JSON.stringify(["/", "/theme-boot.js", ...files.map((name) => `/${name}`)]),
            ),
        });
      },
    },
  };
}

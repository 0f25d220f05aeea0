import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { sizeBudgets } from "./build/budget-plugin.ts";
import { emojiTable } from "./build/emoji-table-plugin.ts";
import { serviceWorker } from "./build/service-worker-plugin.ts";

// React Compiler is left out: its Vite plug-in asks for Node 22. Hot components are memoised by hand.
const server = process.env.PARLEY_SERVER ?? "http://localhost:3000";
const proxied = [
  "/api",
  "/websocket",
  "/avatar",
  "/file-upload",
  "/ufs",
  "/emoji-custom",
  "/assets/logo",
  "/assets/favicon",
];

const core =
  /node_modules\/(?:react|react-dom|scheduler|use-sync-external-store|wouter|regexparam)\/|createLucideIcon|shared\/src\/wire\/(?:rest-client|parse|errors|second-factor)|src\/(?:lib\/(?:platform|safe-mode|workspace-css|theme|digest)|store\/(?:session|entity-table|use-store)|ui\/(?:button|toast|strings|empty-state|workspace-html))\./u;

/** Needed to read and send in a room, and by pages that come later: without this each would be a piece of its own. */
const room =
  /src\/(?:features\/(?:room|composer|timeline)\/strings|store\/(?:room-names|unread|workspace-store)|features\/room\/settings)\.|lucide-react\/dist\/esm\/icons\/(?:messages-square|mail-open|users|ban|pin|bell|arrow-up|chevron-right|download|file-text|key-round)\./u;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), emojiTable(), serviceWorker(), sizeBudgets()],
  css: { modules: { generateScopedName: "[name]_[local]_[hash:base64:4]" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // What every page needs comes in one piece: many small pieces compress worse and take more requests.
        codeSplitting: {
          groups: [
            { name: "core", test: core },
            { name: "room", test: room },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      proxied.map((path) => [path, { target: server, changeOrigin: true, ws: path === "/websocket" }]),
    ),
  },
});

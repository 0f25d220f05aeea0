import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { sizeBudgets } from "./build/budget-plugin.ts";
import { emojiTable } from "./build/emoji-table-plugin.ts";

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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), emojiTable(), sizeBudgets()],
  css: { modules: { generateScopedName: "[name]_[local]_[hash:base64:4]" } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      proxied.map((path) => [path, { target: server, changeOrigin: true, ws: path === "/websocket" }]),
    ),
  },
});

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { emojiTable } from "./client/build/emoji-table-plugin.ts";

export default defineConfig({
  plugins: [react(), emojiTable()],
  test: {
    environment: "happy-dom",
    include: ["shared/src/**/*.test.ts", "client/src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});

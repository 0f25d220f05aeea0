import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { emojiTable } from "./client/build/emoji-table-plugin.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "shared",
          environment: "node",
          include: ["shared/src/**/*.test.ts"],
          restoreMocks: true,
        },
      },
      {
        plugins: [react(), emojiTable()],
        test: {
          name: "client",
          environment: "happy-dom",
          include: ["client/src/**/*.test.{ts,tsx}"],
          restoreMocks: true,
        },
      },
    ],
  },
});

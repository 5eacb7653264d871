import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./build/precompress.ts";

const SERVER = process.env.MATIAN_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // data: URLs would need holes in the Content-Security-Policy
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": SERVER, "/tiles": SERVER, "/login": SERVER } },
  test: { include: ["tests/**/*.test.ts"] },
});

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { hints } from "./build/hints.ts";
import { precompress } from "./build/precompress.ts";
import { sheetLanguages } from "./build/sheetLanguages.ts";

const SERVER = process.env.MATIAN_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), hints(), precompress()],
  define: { SHEET_LANGUAGES: JSON.stringify(sheetLanguages()) },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // data: URLs would need holes in the Content-Security-Policy
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Apart, so that they load side by side and stay in the browser's cache when our own code changes.
        codeSplitting: {
          groups: [
            { name: "maplibre", priority: 2, test: /node_modules[\\/](maplibre-gl|@maplibre|@mapbox)[\\/]/ },
            { name: "antd", priority: 1, test: /node_modules[\\/](antd|@ant-design|@rc-component)[\\/]/ },
            {
              name: "react",
              priority: 3,
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": SERVER, "/tiles": SERVER, "/login": SERVER } },
  test: { include: ["tests/**/*.test.ts"] },
});

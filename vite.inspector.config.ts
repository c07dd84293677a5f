import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The inspector's page, for a window of Electron (from a file) and for the browser host. */
export default defineConfig({
  root: fileURLToPath(new URL("renderer/inspector", import.meta.url)),
  base: "./",
  build: {
    outDir: fileURLToPath(new URL("dist/inspector", import.meta.url)),
    emptyOutDir: true,
    target: "chrome130",
    // For stack traces in tests. The maps are not published, so the page does not link to them.
    sourcemap: "hidden",
    // The page's content security policy allows neither inline scripts nor data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

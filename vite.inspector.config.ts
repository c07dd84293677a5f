import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The inspector's page, for a window of Electron (from a file) and for the browser host alike. */
export default defineConfig({
  root: fileURLToPath(new URL("renderer/inspector", import.meta.url)),
  base: "./",
  build: {
    outDir: fileURLToPath(new URL("dist/inspector", import.meta.url)),
    emptyOutDir: true,
    target: "chrome130",
    // For the stack traces of tests: not published, so nothing points to it.
    sourcemap: "hidden",
    // The page's content security policy allows neither inline scripts nor data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

import { defineConfig } from "vite";

/** `<streams-inspector>` for the pages of an app: one module that defines the element, with all that it needs. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist/inspector-element",
    emptyOutDir: true,
    target: "chrome130",
    // For the stack traces of tests: not published, so nothing points to it.
    sourcemap: "hidden",
    lib: { entry: "renderer/inspector/streams-inspector.ts", formats: ["es"], fileName: () => "index.js" },
  },
});

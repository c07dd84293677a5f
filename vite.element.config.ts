import { defineConfig } from "vite";

/** `<streams-inspector>` for an app's pages: one module that defines the element, with its dependencies. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist/inspector-element",
    emptyOutDir: true,
    target: "chrome130",
    // For stack traces in tests. The maps are not published, so the module does not link to them.
    sourcemap: "hidden",
    lib: { entry: "renderer/inspector/streams-inspector.ts", formats: ["es"], fileName: () => "index.js" },
  },
});

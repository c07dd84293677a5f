import { defineConfig } from "electron-vite";

export default defineConfig({
  main: {},
  // A sandboxed preload cannot load packages: it is bundled, as CommonJS.
  preload: {
    build: {
      externalizeDeps: { exclude: ["electron-durable-streams"] },
      rolldownOptions: { output: { format: "cjs", entryFileNames: "[name].cjs" } },
    },
  },
  renderer: {},
});

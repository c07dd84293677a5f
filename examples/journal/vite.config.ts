import { defineConfig, type EnvironmentOptions } from "vite";

/** Three builds into one folder: the main process, the preload (CommonJS, one file) and the page. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  publicDir: false,
  build: { target: "chrome130" },
  builder: {
    async buildApp(builder) {
      for (const name of ["main", "preload", "page"]) await builder.build(builder.environments[name]!);
    },
  },
  environments: {
    main: script("main/main.ts", "es", "main.js"),
    preload: script("main/preload.ts", "cjs", "preload.cjs"),
    page: {
      consumer: "client",
      build: { outDir: "dist", emptyOutDir: false, rolldownOptions: { input: "page/page.html" } },
    },
  },
});

function script(entry: string, format: "es" | "cjs", file: string): EnvironmentOptions {
  return {
    consumer: "client",
    build: {
      outDir: "dist",
      emptyOutDir: false,
      minify: false,
      lib: { entry, formats: [format], fileName: () => file },
      // The store has a native add-on, so its package is not bundled into main. The preload bundles its part.
      rolldownOptions: {
        external: format === "es" ? [/^node:/, "electron", /^electron-durable-streams/] : ["electron"],
      },
    },
  };
}

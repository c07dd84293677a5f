import { defineConfig, type EnvironmentOptions } from "vite";

/**
 * Preloads of sandboxed windows are CommonJS and cannot load other files. So each preload is a separate build: two entries
 * of one build would share a chunk.
 */
export default defineConfig({
  publicDir: false,
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments["library"]!);
      await builder.build(builder.environments["inspector"]!);
    },
  },
  environments: {
    library: preload("index"),
    inspector: preload("inspector"),
  },
});

function preload(name: string): EnvironmentOptions {
  return {
    consumer: "client",
    build: {
      outDir: "dist/preload",
      emptyOutDir: false,
      target: "chrome130",
      minify: false,
      lib: { entry: `main/preload/${name}.ts`, formats: ["cjs"], fileName: () => `${name}.cjs` },
      rolldownOptions: { external: ["electron"] },
    },
  };
}

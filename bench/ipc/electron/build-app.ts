import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type InlineConfig } from "vite";

const modules = join(import.meta.dirname, "..", "..", "..", "node_modules");

/** Builds the app from the sources into a folder. */
export async function buildApp(folder: string): Promise<void> {
  const shared: InlineConfig = {
    root: import.meta.dirname,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
  };
  const output = { outDir: folder, emptyOutDir: false };
  await build({
    ...shared,
    ssr: { noExternal: true, external: ["electron", "better-sqlite3"] },
    build: {
      ...output,
      ssr: "main.ts",
      target: "node20",
      rolldownOptions: { output: { entryFileNames: "main.js" } },
    },
  });
  await build({
    ...shared,
    build: {
      ...output,
      target: "chrome130",
      lib: { entry: "preload.ts", formats: ["cjs"], fileName: () => "preload.cjs" },
      rolldownOptions: { external: ["electron"] },
    },
  });
  await build({
    ...shared,
    base: "./",
    build: {
      ...output,
      target: "chrome130",
      rolldownOptions: { input: join(import.meta.dirname, "page.html") },
    },
  });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "streams-bench", type: "module", main: "main.js" }),
  );
  symlinkSync(modules, join(folder, "node_modules"), "junction");
}

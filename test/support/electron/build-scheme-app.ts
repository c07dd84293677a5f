import { join } from "node:path";
import { build, type InlineConfig } from "vite";
import { builtOnce } from "./built-once.ts";
import { installApp } from "./install-app.ts";

const root = join(import.meta.dirname, "..", "..", "electron", "apps", "streams-scheme");

/** Builds `apps/streams-scheme` into a folder, with the built package installed. */
export async function buildSchemeApp(folder: string): Promise<void> {
  await builtOnce(root, "streams-scheme", folder, bundle);
  installApp(folder, "scheme", join(root, "main.js"));
}

async function bundle(folder: string): Promise<void> {
  const shared: InlineConfig = { root, configFile: false, publicDir: false, logLevel: "warn" };
  const output = { outDir: folder, emptyOutDir: false };
  await build({
    ...shared,
    ssr: { noExternal: true, external: ["electron"] },
    build: {
      ...output,
      ssr: "register-scheme.ts",
      target: "node20",
      rolldownOptions: { output: { format: "cjs", entryFileNames: "register-scheme.cjs" } },
    },
  });
  await build({
    ...shared,
    base: "./",
    build: { ...output, target: "chrome130", rolldownOptions: { input: join(root, "page.html") } },
  });
}

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type InlineConfig } from "vite";
import { writePage } from "./snippet-folder.ts";

const defaultPage = '<ul></ul><script type="module" src="./page.ts"></script>';

/**
 * Builds an app from main.ts, preload.ts and page.ts of a documented page, bundled as electron-vite and Electron Forge do:
 * main and preload as CommonJS, which runs before Electron is ready. A page without page.html gets one with an empty list.
 * Returns the app's folder.
 */
export async function buildPageApp(page: string, folder: string): Promise<string> {
  const root = join(folder, "sources");
  const app = join(folder, "app");
  for (const each of [root, app]) mkdirSync(each);
  writePage(page, root);
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "documented", main: "main.cjs" }));

  const shared: InlineConfig = { root, base: "./", configFile: false, publicDir: false, logLevel: "warn" };
  const output = { outDir: app, emptyOutDir: false, target: "chrome130", minify: false } as const;
  await build({
    ...shared,
    ssr: { noExternal: true, external: ["electron", "better-sqlite3"] },
    build: {
      ...output,
      ssr: "main.ts",
      target: "node20",
      rolldownOptions: { output: { format: "cjs", entryFileNames: "main.cjs" } },
    },
  });
  if (existsSync(join(root, "preload.ts"))) {
    const lib = { entry: "preload.ts", formats: ["cjs" as const], fileName: () => "preload.cjs" };
    await build({ ...shared, build: { ...output, lib, rolldownOptions: { external: ["electron"] } } });
  }
  if (!existsSync(join(root, "page.ts"))) return app;
  if (!existsSync(join(root, "page.html"))) writeFileSync(join(root, "page.html"), defaultPage);
  await build({ ...shared, build: { ...output, rolldownOptions: { input: join(root, "page.html") } } });
  return app;
}

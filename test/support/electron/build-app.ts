import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, type InlineConfig, type LibraryOptions } from "vite";
import { builtOnce } from "./built-once.ts";
import { installApp, packageFolder } from "./install-app.ts";

const root = join(import.meta.dirname, "..", "..", "electron", "apps", "windows");

/** Builds `apps/windows` into a folder, with the built package installed. */
export async function buildApp(folder: string): Promise<void> {
  if (!existsSync(join(packageFolder, "dist", "main.js"))) {
    throw new Error("tests in Electron need the built package: npm run build");
  }
  await builtOnce(root, "windows", folder, bundle);
  installApp(folder, "windows", join(root, "main.js"));
}

const libraries: LibraryOptions[] = [
  { entry: "preload.js", formats: ["cjs"], fileName: () => "preload.cjs" },
  { entry: "preload-twice.js", formats: ["cjs"], fileName: () => "preload-twice.cjs" },
  // A second copy of the client, as in an app whose bundler did not merge two.
  { entry: "streams-api.js", formats: ["es"], fileName: () => "streams-copy.js" },
];

async function bundle(outDir: string): Promise<void> {
  const shared: InlineConfig = { root, configFile: false, publicDir: false, logLevel: "warn" };
  const output = { outDir, emptyOutDir: false, target: "chrome130" };
  for (const lib of libraries)
    await build({ ...shared, build: { ...output, lib, rolldownOptions: { external: ["electron"] } } });
  await build({
    ...shared,
    base: "./",
    build: {
      ...output,
      rolldownOptions: {
        input: ["page.html", "empty.html", "sandboxed.html", "inspector.html"].map((page) =>
          join(root, page),
        ),
      },
    },
  });
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, type InlineConfig } from "vite";
import { installApp, packageFolder } from "./install-app.ts";

const root = join(import.meta.dirname, "..", "..", "electron", "apps", "windows");

/** Builds `apps/windows` into a folder, with the built package installed. */
export async function buildApp(folder: string): Promise<void> {
  if (!existsSync(join(packageFolder, "dist", "main.js"))) {
    throw new Error("tests in Electron need the built package: npm run build");
  }
  await bundle(folder);
  installApp(folder, "windows", join(root, "main.js"));
}

async function bundle(outDir: string): Promise<void> {
  const shared: InlineConfig = { root, configFile: false, publicDir: false, logLevel: "warn" };
  for (const preload of ["preload", "preload-twice"]) {
    await build({
      ...shared,
      build: {
        outDir,
        emptyOutDir: false,
        target: "chrome130",
        lib: { entry: `${preload}.js`, formats: ["cjs"], fileName: () => `${preload}.cjs` },
        rolldownOptions: { external: ["electron"] },
      },
    });
  }
  // A second copy of the client, as in an app whose bundler did not merge two.
  await build({
    ...shared,
    build: {
      outDir,
      emptyOutDir: false,
      target: "chrome130",
      lib: { entry: "streams-api.js", formats: ["es"], fileName: () => "streams-copy.js" },
    },
  });
  await build({
    ...shared,
    base: "./",
    build: {
      outDir,
      emptyOutDir: false,
      target: "chrome130",
      rolldownOptions: {
        input: ["page.html", "empty.html", "sandboxed.html", "inspector.html"].map((page) =>
          join(root, page),
        ),
      },
    },
  });
}

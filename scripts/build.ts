/** `npm run build`: builds everything that is published into dist/: the library, the preloads, the inspector. */
import { cpSync, rmSync } from "node:fs";
import { bundleScripts, bundleTypes } from "./bundle.ts";
import { run } from "./environment/run.ts";
import { checkInspectorWeight } from "./inspector-weight.ts";

rmSync("dist", { recursive: true, force: true });
run("tsc", "-p", "tsconfig/build.json");
await bundleTypes("dist/types");
rmSync("dist/types", { recursive: true });
await bundleScripts();
run("vite", "build", "--logLevel", "warn", "-c", "vite.preload.config.ts");
// The CommonJS preload has types of its own: those of the ES module would declare an ES module.
cpSync("dist/preload.d.ts", "dist/preload/index.d.cts");
run("vite", "build", "--logLevel", "warn", "-c", "vite.element.config.ts");
run("vite", "build", "--logLevel", "warn", "-c", "vite.inspector.config.ts");
checkInspectorWeight();

/** Checks the installed package with TypeScript and a bundler. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Project } from "./project.ts";

const maxClientBytes = 20_000;
/** The limit for one small export of the client, with its dependencies. */
const maxPartBytes = 2_000;

const consumer = `
import { openStreamStore, StreamError, type StreamStore, type StreamStoreApi } from "electron-durable-streams";
import { createStreamsHandler } from "electron-durable-streams/http";
import { exposeStreams, hostStreamStore, isAppPage, type HostedStreamStore } from "electron-durable-streams/main";
import { exposeStreamsPort } from "electron-durable-streams/preload";
import { connectStreams, type Streams } from "electron-durable-streams/renderer";

export const store: StreamStore = openStreamStore({ inMemory: true });
export const hosted: Promise<HostedStreamStore> = hostStreamStore({ directory: "x" });
export const both = async (): Promise<StreamStoreApi[]> => [store, await hosted];
export const response: Promise<Response> = createStreamsHandler(store)(new Request("http://x/"));
export const stop: () => void = exposeStreams(store, { authorize: (sender) => (isAppPage(sender) ? "read" : "none") });
export const streams: Promise<Streams> = connectStreams();
export const code: string = new StreamError("GONE", "").code;
exposeStreamsPort();
// @ts-expect-error the types are not any
store.append(1);
`;

export function testTypes(project: Project): void {
  project.run("npm install --no-audit --no-fund -D typescript @types/node vite");
  project.write("consumer.ts", consumer);
  project.write(
    "preload.cts",
    'import { exposeStreamsPort } from "electron-durable-streams/preload";\nexposeStreamsPort({ channel: "x" });\n',
  );
  const shared =
    "--noEmit --strict --target es2022 --lib es2024,dom,dom.iterable,dom.asynciterable --types node";
  project.run(`npx tsc ${shared} --module node16 --moduleResolution node16 consumer.ts preload.cts`);
  project.run(`npx tsc ${shared} --module esnext --moduleResolution bundler consumer.ts`);
  project.run(
    "node -e \"if (require('electron-durable-streams/package.json').name === undefined) process.exit(1)\"",
  );
}

/** Builds the README's page and preload with Vite, and checks the size of the client and of one export. */
export function testBundles(project: Project): void {
  project.write("vite.page.js", viteConfig({ entry: "page.js", format: "es", file: "page.bundle.js" }));
  project.write("vite.preload.js", viteConfig({ entry: "preload.js", format: "cjs", file: "preload.cjs" }));
  for (const config of ["vite.page.js", "vite.preload.js"])
    project.run(`npx vite build --logLevel error -c ${config}`);

  const client = sizeOf(project, 'export * from "electron-durable-streams/renderer";');
  console.log(`test:package: the renderer client is ${client} bytes, minified and compressed, without rxjs`);
  assert.ok(client < maxClientBytes, `the renderer client has ${client} bytes`);
  const part = sizeOf(project, 'export { StreamError } from "electron-durable-streams/renderer";');
  assert.ok(part < maxPartBytes, `tree shaking fails: StreamError alone has ${part} bytes`);
}

function sizeOf(project: Project, source: string): number {
  project.write("size.js", source);
  project.write(
    "vite.size.js",
    viteConfig({ entry: "size.js", format: "es", file: "size.bundle.js", out: "size" }),
  );
  project.run("npx vite build --logLevel error -c vite.size.js");
  const folder = join(project.folder, "size");
  return readdirSync(folder)
    .map((file) => gzipSync(readFileSync(join(folder, file))).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

function viteConfig({
  entry,
  format,
  file,
  out = ".",
}: {
  entry: string;
  format: string;
  file: string;
  out?: string;
}) {
  const external = out === "." ? ["electron"] : ["electron", "rxjs"];
  return `export default {
  publicDir: false,
  build: {
    outDir: ${JSON.stringify(out)},
    emptyOutDir: false,
    target: "chrome130",
    minify: "oxc",
    lib: { entry: "${entry}", formats: ["${format}"], fileName: () => "${file}" },
    rolldownOptions: { external: ${JSON.stringify(external)}, output: { minify: true } },
  },
};\n`;
}

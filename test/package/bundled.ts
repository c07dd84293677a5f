/** Checks the installed package with TypeScript and a bundler. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Project } from "./project.ts";

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

/** Without a schema library, whose types may need a newer compiler. */
const typedConsumer = `
import { openStreamStore, type ReadPage, type StreamMessage } from "electron-durable-streams";
import { connectStreams } from "electron-durable-streams/renderer";
import { defineStream, type StandardSchema, type StreamReference } from "electron-durable-streams/schema";

type Event = { type: "added"; text: string } | { type: "removed"; id: number };
interface Current { text: string; tags: string[] }
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare const schema: StandardSchema<{ text: string }, Current>;

const notes = defineStream("notes/:notebook/:page", { schema, onInvalid: "skip" });
const events = defineStream<Event>("events");
const store = openStreamStore({ inMemory: true, streams: [notes, events] });
const page = notes({ notebook: "a", page: "b" });
export const reference: Same<typeof page, StreamReference<{ text: string }, Current>> = true;
void store.append(page, { text: "x" });
void store.append(events(), [{ type: "added", text: "x" }, { type: "removed", id: 1 }]);
export const read: Promise<ReadPage<Current>> = store.read(page);
void store.appendAll([{ path: events(), data: { type: "removed", id: 1 } }, { path: page, data: { text: "x" } }]);
void connectStreams().then((streams) =>
  streams.messages$(events()).subscribe((message: StreamMessage<Event>) => message.data.type),
);
// @ts-expect-error the other parameter is missing
notes({ notebook: "a" });
// @ts-expect-error not one of the events
void store.append(events(), { type: "moved" });
// @ts-expect-error a definition with parameters is no stream
void store.head(notes);
`;

export function testTypes(project: Project): void {
  project.run("npm install --no-audit --no-fund -D typescript @types/node vite");
  project.write("consumer.ts", consumer);
  project.write("typed-consumer.ts", typedConsumer);
  project.write(
    "preload.cts",
    'import { exposeStreamsPort } from "electron-durable-streams/preload";\nexposeStreamsPort({ channel: "x" });\n',
  );
  const tsc = "node node_modules/typescript/bin/tsc";
  const flags = "--noEmit --strict --target es2022 --types node --lib dom,dom.iterable,dom.asynciterable";
  const files = "consumer.ts typed-consumer.ts";
  project.run(`${tsc} ${flags},es2024 --module node16 --moduleResolution node16 ${files} preload.cts`);
  project.run(`${tsc} ${flags},es2024 --module esnext --moduleResolution bundler ${files}`);
  project.run(
    "node -e \"if (require('electron-durable-streams/package.json').name === undefined) process.exit(1)\"",
  );
}

/** The same with an old compiler that checks all declarations, and with types of Node that it can read. */
export function testOldTypes(tarball: string): void {
  const project = new Project();
  try {
    project.write("package.json", '{ "type": "module" }');
    project.write("typed-consumer.ts", typedConsumer);
    project.run(`npm install --no-audit --no-fund ${JSON.stringify(tarball)}`);
    project.run("npm install --no-audit --no-fund -D typescript@~5.4.5 @types/node@~20.14.0");
    const flags =
      "--noEmit --strict --target es2022 --types node --lib dom,dom.iterable,dom.asynciterable,es2023";
    project.run(`npx tsc ${flags} --module esnext --moduleResolution bundler typed-consumer.ts`);
  } finally {
    project.remove();
  }
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

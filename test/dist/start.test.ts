import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { packageFolder } from "../support/electron/install-app.ts";

/** What a process loads to open a store, besides what Node itself has loaded: Node's modules, and files. */
const program = `
import { registerHooks } from "node:module";
const files = [];
registerHooks({ load(url, context, next) { if (url.startsWith("file:")) files.push(url); return next(url, context); } });
const before = new Set(process.moduleLoadList);
const { openStreamStore } = await import("electron-durable-streams");
const store = openStreamStore({ inMemory: true });
const ofNode = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.split(" ").at(-1));
console.log(JSON.stringify({ files, ofNode }));
await store.close();
`;

const { files, ofNode } = JSON.parse(
  spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: packageFolder,
    encoding: "utf8",
    env: { ...process.env, DEBUG: undefined },
  }).stdout,
) as { files: string[]; ofNode: string[] };

test("opening a store loads a handful of files of the package, and of its dependencies better-sqlite3 alone", () => {
  const own = files.filter((url) => !url.includes("/node_modules/"));
  expect(own.map((url) => url.slice(url.lastIndexOf("/") + 1)).toSorted()).toEqual([
    "index.js",
    "part-node-api.js",
    "part-shared.js",
    "part-store.js",
  ]);
  const foreign = files.filter((url) => url.includes("/node_modules/"));
  expect(foreign.filter((url) => !url.includes("/better-sqlite3/"))).toEqual([]);
});

test.each(["http", "https", "crypto", "zlib", "net", "dns", "stream", "internal/fs/promises", "timers/promises"])(
  "opening a store does not load Node's %s",
  (name) => {
    expect(ofNode).not.toContain(name);
  },
);

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../support/electron/install-app.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** One import of each kind that a wall is about. Paths are files of this repository, other names are packages. */
const imports = {
  electron: "electron",
  sqlite: "better-sqlite3",
  rxjs: "rxjs",
  node: "node:fs",
  protocol: "src/protocol/index.ts",
  protocolFile: "src/protocol/errors.ts",
  waiting: "src/waiting/queue.ts",
  debug: "src/debug/index.ts",
  schema: "src/schema/define-stream.ts",
  store: "src/store/index.ts",
  storeFile: "src/store/context.ts",
  storeFolder: "src/store/messages/log.ts",
  http: "src/http/index.ts",
  ipcServer: "src/ipc/server/index.ts",
  ipcServerFile: "src/ipc/server/server.ts",
  ipcClient: "src/ipc/client/client.ts",
  ipcPorts: "src/ipc/ports/message-port.ts",
  replication: "src/replication/index.ts",
  host: "src/host/index.ts",
  cli: "src/cli/program.ts",
  main: "main/index.ts",
  client: "renderer/client/index.ts",
  inspector: "renderer/inspector/shell/kept.ts",
  test: "test/support/clock.ts",
  scripts: "scripts/environment/is-built.ts",
  bench: "bench/scale.ts",
  examples: "examples/journal/journal/notes.ts",
} as const;

type Kind = keyof typeof imports;

const base: Kind[] = ["protocol", "protocolFile", "waiting"];
const insideStore: Kind[] = [
  "store",
  "storeFile",
  "storeFolder",
  "sqlite",
  "debug",
  "node",
  "schema",
  ...base,
];
const ipc: Kind[] = ["ipcServer", "ipcServerFile", "ipcClient", "ipcPorts"];
const shared: Kind[] = ["store", "debug", "node", "schema", ...base];
const windowSide: Kind[] = ["ipcClient", "ipcPorts", "schema", ...base];
/** The folders of src/ by their index files only. */
const indexes: Kind[] = ["protocol", "debug", "store", "http", "ipcServer", "replication", "host"];
const main: Kind[] = ["electron", "rxjs", "node", "main", "client", ...indexes];

/** What each folder may import: the table in docs/architecture.md. */
const allowed: Readonly<Record<string, readonly Kind[]>> = {
  "src/protocol": ["protocol", "protocolFile"],
  "src/protocol/ipc": ["protocol", "protocolFile"],
  "src/waiting": ["waiting"],
  "src/debug": ["debug"],
  "src/schema": ["schema", "protocol", "protocolFile"],
  "src/store": insideStore,
  "src/store/messages": insideStore,
  "src/store/subscriptions/wakes": insideStore,
  "src/http": ["http", ...shared],
  "src/http/subscriptions/operations": ["http", ...shared],
  "src/replication": ["replication", "rxjs", ...shared],
  "src/replication/push": ["replication", "rxjs", ...shared],
  "src/ipc/server": ["ipcServer", "ipcServerFile", "ipcPorts", ...shared],
  "src/ipc/server/calls": ["ipcServer", "ipcServerFile", "ipcPorts", ...shared],
  "src/ipc/client": windowSide,
  "src/host": ["host", ...ipc, ...shared],
  "src/cli": ["cli", "rxjs", "http", "replication", ...ipc, ...shared],
  "src/cli/inspector": ["cli", "rxjs", "http", "replication", ...ipc, ...shared],
  main,
  "main/frames": main,
  "main/preload": ["electron", "node", "main", "protocol"],
  "renderer/client": ["rxjs", "client", "inspector", ...windowSide],
  "renderer/react": ["rxjs", "client", "inspector", ...windowSide],
  "renderer/inspector": ["rxjs", "client", "inspector", ...windowSide],
  "renderer/inspector/content": ["rxjs", "client", "inspector", ...windowSide],
};

test("the linter lets each folder import what the architecture allows, and nothing else", async () => {
  const folder = await temporaryDirectory();
  copyFileSync(join(packageFolder, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  const kinds = Object.keys(imports) as Kind[];
  for (const layer of Object.keys(allowed)) {
    mkdirSync(join(folder, layer), { recursive: true });
    const lines = kinds.map((kind) => `import "${specifier(layer, imports[kind])}";\n`);
    writeFileSync(join(folder, layer, "probe.ts"), lines.join(""));
  }
  const refused = refusedLines(folder);
  const wrong = Object.entries(allowed).flatMap(([layer, may]) =>
    kinds
      .filter((kind, line) => may.includes(kind) === refused.has(`${layer}/probe.ts:${line + 1}`))
      .map((kind) => `${layer} ${may.includes(kind) ? "may not" : "may"} import ${imports[kind]}`),
  );
  expect(wrong).toEqual([]);
});

function specifier(layer: string, target: string): string {
  if (!target.endsWith(".ts")) return target;
  const path = posix.relative(layer, target);
  return path.startsWith(".") ? path : `./${path}`;
}

/** `src/store/probe.ts:3` for each import that a wall refuses. */
function refusedLines(folder: string): Set<string> {
  const oxlint = join(packageFolder, "node_modules", "oxlint", "bin", "oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "--format", "unix", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const found = stdout.matchAll(/^(\S+?):(\d+):\d+: .*no-restricted-imports/gm);
  return new Set([...found].map(([, file, line]) => `${file!.replaceAll("\\", "/")}:${line}`));
}

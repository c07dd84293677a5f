/** What `npm run test:mutation` changes when no folder is named. */
export const rooms: readonly string[] = [
  ...["messages", "streams", "commit", "clock", "background", "live", "replicas", "operations"].map(
    (room) => `src/store/${room}`,
  ),
  ...["src/ipc", "src/http", "src/replication", "src/host"],
];

/** These hold the data, or let windows at it. Percent of the changes that a test must see. */
const strict = /^src\/(ipc|store\/(messages|streams|commit|clock))\b/;

export function wantedScore(folder: string): number {
  return strict.test(folder) ? 90 : 85;
}

/**
 * The tests that guard a folder of `src`, as globs: those of the folder of the same name in `test`, and those of what is
 * built on it. Only tests in their own process count: another process does not have the change.
 */
export function suitesOf(folder: string): readonly string[] {
  const part = folder.split("/")[1] ?? "";
  const own = folder.replace(/\/[^/]+\.ts$/, "").replace(/^src/, "test");
  return [own, ...(suites[part] ?? [])].map((path) => (path.endsWith(".ts") ? path : `${path}/**/*.test.ts`));
}

const suites: Readonly<Record<string, readonly string[]>> = {
  store: ["test/contract/in-memory.test.ts", "test/store/{background,clock,commit,messages,streams}"],
  ipc: ["test/contract/over-port.test.ts", "test/ipc/{client,server}"],
  http: [
    "test/http/{catch-up,reading,requests,responses}",
    "test/http/*.test.ts",
    "test/subscriptions/routes",
  ],
  replication: ["test/replication/{content,servers}", "test/replication/*.test.ts"],
  host: ["test/host"],
};

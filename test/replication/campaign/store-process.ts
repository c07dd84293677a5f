// One machine: a store and its replication. Reports how many messages it has, until it is killed.
// Usage: node store-process.ts <writer|mirror> <directory> <url> <server's name> <streams> <messages in each>
import { setTimeout as delay } from "node:timers/promises";
import { replicate } from "../../../src/replication/index.ts";
import { openStreamStore, type StreamInfo } from "../../../src/store/index.ts";
import { closesAtItsEnd, createOptionsOf, isJson, pathOf, textOf } from "./content.ts";
import { traitsOf, type ServerName } from "./servers.ts";

const [role, directory, url, server, streamsText, messagesText] = process.argv.slice(2) as [
  "writer" | "mirror",
  string,
  string,
  ServerName,
  string,
  string,
];
const traits = traitsOf[server];
const total = Number(messagesText);
const paths = Array.from({ length: Number(streamsText) }, (_, n) => pathOf(n));
const store = openStreamStore({ directory });
const replication = replicate(store, {
  url,
  streams: paths,
  direction: role === "writer" ? "push" : "pull",
  backoff: { initialMs: 20, maxMs: 400 },
  requestTimeoutMs: 3000,
  batchMessages: 150,
});
process.once("disconnect", () => process.exit());
replication.status$.subscribe(({ streams }) => {
  const stopped = streams.find(({ state }) => state === "stopped");
  if (stopped)
    process.send!({ stopped: `${stopped.path}: ${stopped.error?.code}, ${stopped.error?.message}` });
});
if (role === "writer") void Promise.all(paths.map(write));
for (;;) {
  const { isComplete, behind } = await standing();
  process.send!({ messages: await count(), complete: isComplete, behind });
  await delay(100);
}

/** Continues after the messages that are stored. Appends a few at a time, so that it takes a while. */
async function write(path: string, stream: number): Promise<void> {
  const { streams: known } = await store.list({ prefix: path, limit: 1000 });
  // Not created again: a closed stream would not match.
  if (!known.some((each) => each.path === path)) await store.create(path, createOptionsOf(stream, traits));
  for (let n = (await store.head(path)).messageCount; n < total;) {
    const upto = Math.min(total, n + 1 + (n % 7));
    const messages = Array.from({ length: upto - n }, (_, i) => Buffer.from(textOf(stream, n + i, traits)));
    await store.append(path, messages, { close: upto === total && closesAtItsEnd(stream) });
    n = upto;
    await delay(60);
  }
}

async function count(): Promise<number> {
  const { streams } = await store.list({ limit: 1000 });
  return paths.reduce((sum, path, n) => sum + countIn(streams, path, n), 0);
}

/** Messages of a stream that are stored. A mirror of bytes does not keep their boundaries, so its bytes tell. */
function countIn(stored: readonly StreamInfo[], path: string, stream: number): number {
  const info = stored.find((each) => each.path === path);
  if (!info || isJson(stream)) return info?.messageCount ?? 0;
  let messages = 0;
  for (let bytes = 0; messages < total; messages++) {
    bytes += textOf(stream, messages, traits).length;
    if (bytes > info.byteCount) break;
  }
  return messages;
}

async function standing(): Promise<{ isComplete: boolean; behind: string }> {
  const { streams } = await replication.status();
  const { streams: stored } = await store.list({ limit: 1000 });
  const behind = paths.flatMap((path, n) => {
    const { state = "missing", error } = streams.find((each) => each.path === path) ?? {};
    const count = countIn(stored, path, n);
    // Too many messages are left for the comparison to report.
    if (count >= total && state === (closesAtItsEnd(n) ? "complete" : "upToDate")) return [];
    return [`${path} ${count} ${state} ${error?.code ?? ""} ${error?.message ?? ""}`];
  });
  return { isComplete: behind.length === 0, behind: behind.slice(0, 3).join("; ") };
}

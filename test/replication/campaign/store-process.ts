// One machine: a store and its replication. Reports how many messages it has, until it is killed.
// Usage: node store-process.ts <writer|mirror> <directory> <url> <streams> <messages in each>
import { setTimeout as delay } from "node:timers/promises";
import { replicate } from "../../../src/replication/index.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { closesAtItsEnd, messageOf, pathOf } from "../messages.ts";

const [role, directory, url, streamsText, messagesText] = process.argv.slice(2) as [
  "writer" | "mirror",
  string,
  string,
  string,
  string,
];
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
  if (!known.some((each) => each.path === path))
    await store.create(path, { contentType: "application/json" });
  for (let n = (await store.head(path)).messageCount; n < total;) {
    const upto = Math.min(total, n + 1 + (n % 7));
    const messages = Array.from({ length: upto - n }, (_, i) => messageOf(stream, n + i));
    await store.append(path, messages, { close: upto === total && closesAtItsEnd(stream) });
    n = upto;
    await delay(60);
  }
}

async function count(): Promise<number> {
  const { streams } = await store.list({ limit: 1000 });
  return streams.reduce((sum, { messageCount }) => sum + messageCount, 0);
}

async function standing(): Promise<{ isComplete: boolean; behind: string }> {
  const { streams } = await replication.status();
  const { streams: stored } = await store.list({ limit: 1000 });
  const behind = paths.flatMap((path, n) => {
    const { state = "missing", error } = streams.find((each) => each.path === path) ?? {};
    const count = stored.find((each) => each.path === path)?.messageCount ?? 0;
    // Too many messages are left for the comparison to report.
    if (count >= total && state === (closesAtItsEnd(n) ? "complete" : "upToDate")) return [];
    return [`${path} ${count} ${state} ${error?.code ?? ""} ${error?.message ?? ""}`];
  });
  return { isComplete: behind.length === 0, behind: behind.slice(0, 3).join("; ") };
}

/**
 * `node bench/replication/idle.ts [--streams 1000] [--seconds 60] [--settle 600]`: what idle replication costs, in
 * requests per minute and this process's share of one core. The reference server runs in a separate process.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { replicate, type ReplicateOptions, type Replication } from "../../src/replication/index.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { createStream, post } from "../http/requests.ts";
import { startServer } from "../http/sides.ts";
import { inOwnFolder } from "../sides/own-folder.ts";

const contentType = "application/json";
const { values } = parseArgs({
  options: {
    streams: { type: "string", default: "1000" },
    seconds: { type: "string", default: "60" },
    settle: { type: "string", default: "600" },
  },
});
const count = Number(values.streams);
const seconds = Number(values.seconds);
const paths = (kind: string) => Array.from({ length: count }, (_, n) => `${kind}/${n}`);

await inOwnFolder(tmpdir(), "streams-idle", async ({ path: directory }) => {
  const server = await startServer("reference", directory);
  const place = { directory, root: server.root };
  await report(place, "nothing (the store alone)", undefined, 3);
  await report(place, "push", { direction: "push", streams: { prefix: "push/" } }, 3);
  // A stream that receives nothing is polled less and less often.
  await report(place, "pull", { direction: "pull", streams: paths("pull") }, Number(values.settle));
  await server.close();
});

async function report(
  { directory, root }: { readonly directory: string; readonly root: string },
  what: string,
  options: Omit<ReplicateOptions, "url"> | undefined,
  settle: number,
): Promise<void> {
  const store = openStreamStore({ directory: join(directory, options?.direction ?? "none") });
  let requests = 0;
  const counted: typeof fetch = (...request) => {
    requests++;
    return fetch(...request);
  };
  for (const path of paths("push")) await store.create(path, { contentType, data: [1] });
  if (options?.direction === "pull") await createRemote(root);
  const replication = options && replicate(store, { ...options, url: root, fetch: counted });
  await settled(replication);
  // Until the work of starting is over.
  await delay(settle * 1000);
  requests = 0;
  const cpu = process.cpuUsage();
  await delay(seconds * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const percent = ((user + system) / 1e6 / seconds) * 100;
  const perMinute = Math.round((requests * 60) / seconds);
  console.log(
    `${what}: ${count} streams, ${perMinute} requests per minute, ${percent.toFixed(2)}% of a core`,
  );
  await replication?.close();
  await store.close();
}

async function createRemote(root: string): Promise<void> {
  for (const path of paths("pull")) {
    await createStream(`${root}${path}`, contentType);
    await post(`${root}${path}`, contentType, "[1]");
  }
}

/** Resolves when every stream has its message. */
async function settled(replication: Replication | undefined): Promise<void> {
  if (!replication) return;
  for (;;) {
    const { streams } = await replication.status();
    if (streams.length === count && streams.every(({ messages }) => messages === 1)) return;
    await delay(100);
  }
}

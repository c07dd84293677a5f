import { setTimeout as delay } from "node:timers/promises";
import { DurableStream, IdempotentProducer } from "@durable-streams/client";
import { replicate } from "../../../src/replication/index.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { checkJsonMessages, jsonMessage, jsonType } from "../../http/json-messages.ts";
import { readStream } from "../../http/requests.ts";
import { serverTitles, startServer } from "../../http/sides.ts";
import type { Row, Side } from "../../row.ts";

const path = "catch-up";
const batch = 10_000;

export const replicateCatchUp: Row = {
  id: "replicate-catch-up",
  what: `1,000,000 small JSON messages to ${serverTitles.reference}`,
  anchorName: "the official client's idempotent producer, fed from memory",
  goal: 0.8,
  unit: "messages/s",
  async prepare(scale) {
    const count = scale.of(1_000_000);
    const messages = Array.from({ length: count }, (_, n) => jsonMessage(n));
    const store = openStreamStore({ directory: scale.directory });
    await fill(store, messages);
    const server = await startServer("reference", scale.directory);
    return {
      amount: count,
      ours: side(server.root, "ours", count, (target) => push(store, server.root, target, count)),
      anchor: side(server.root, "anchor", count, (target) => produce(`${server.root}${target}`, messages)),
      async close() {
        await server.close();
        await store.close();
      },
    };
  },
};

/** Each round writes to a new remote stream. */
function side(root: string, name: string, count: number, run: (target: string) => Promise<void>): Side {
  let round = 0;
  const target = () => `${name}-${round}`;
  return {
    before: () => void round++,
    run: () => run(target()),
    async check() {
      const url = `${root}${target()}`;
      const pages = await readStream(url);
      checkJsonMessages(
        pages.flatMap((page) => JSON.parse(Buffer.from(page).toString()) as unknown[]),
        count,
      );
      await fetch(url, { method: "DELETE" });
    },
  };
}

async function push(store: StreamStore, url: string, target: string, count: number): Promise<void> {
  const replication = replicate(store, { url, streams: [path], direction: "push", remotePath: () => target });
  for (;;) {
    const [stream] = (await replication.status()).streams;
    if (stream?.error) throw new Error(`${stream.error.code}: ${stream.error.message}`);
    if (stream?.state === "upToDate" && stream.messages === count) break;
    await delay(5);
  }
  await replication.close();
}

async function produce(url: string, messages: readonly string[]): Promise<void> {
  const stream = await DurableStream.create({ url, contentType: jsonType });
  const producer = new IdempotentProducer(stream, "anchor");
  for (const message of messages) producer.append(message);
  await producer.flush();
}

async function fill(store: StreamStore, messages: readonly string[]): Promise<void> {
  await store.create(path, { contentType: jsonType });
  for (let from = 0; from < messages.length; from += batch)
    await store.append(path, new TextEncoder().encode(`[${messages.slice(from, from + batch).join()}]`));
}

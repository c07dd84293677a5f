import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { formatOffset, parseOffset } from "../../src/protocol/offset.ts";
import { seededRandom, type Random } from "../support/seeded-random.ts";

/** A store before it is damaged, and everything in it. */
export interface Original {
  readonly directory: string;
  /** Every message that was ever appended, by offset. */
  readonly messages: ReadonlyMap<string, string>;
  /** The offsets of the readable messages, by the path of their stream. */
  readonly readable: ReadonlyMap<string, readonly string[]>;
}

/** Creates a store with streams, forks and retention, with its last writes still in the log. */
export async function makeOriginal(folder: string, seed: number): Promise<Original> {
  const live = join(folder, "live");
  const store = openStreamStore({ directory: live, compactIntervalMs: 0 });
  const messages = await fill(store, seededRandom(seed));
  if (seed % 2 === 0) await store.compact();
  note(messages, "the last one", await store.append("small/0", "the last one"));
  const directory = join(folder, "original");
  mkdirSync(directory);
  // With its log, as a crash leaves it.
  for (const name of ["streams.db", "streams.db-wal"]) cpSync(join(live, name), join(directory, name));
  const readable = new Map<string, string[]>();
  for (const { path } of (await store.list({ limit: 1000 })).streams)
    readable.set(path, await offsetsOf(store, path));
  await store.close();
  return { directory, messages, readable };
}

async function fill(store: StreamStore, random: Random): Promise<Map<string, string>> {
  const messages = new Map<string, string>();
  const text = () => "x".repeat(10 + random.below(random.below(8) === 0 ? 9000 : 200)) + random.below(1e6);
  const texts = () => Array.from({ length: 1 + random.below(12) }, text);
  const append = async (path: string, data: string[]) => note(messages, data, await store.append(path, data));
  for (let i = 0; i < 6; i++) await store.create(`small/${i}`);
  for (let i = 0; i < 60; i++) await store.create(`many/${i}`, { ttlSeconds: 100_000 });
  await store.create("kept", { retention: { maxMessages: 20 } });
  await store.create("json", { contentType: "application/json" });
  for (let i = 0; i < 40; i++) {
    await append(`small/${random.below(6)}`, texts());
    await append("kept", [text()]);
    const value = { n: i, text: text() };
    note(messages, JSON.stringify(value), await store.append("json", value));
    if (i % 10 !== 5) continue;
    await store.create(`fork/${i}`, { fork: { path: `small/${random.below(6)}` } });
    await append(`fork/${i}`, texts());
  }
  await store.delete("small/3");
  return messages;
}

/** Remembers a batch; `offset` is that of its last message. */
function note(
  messages: Map<string, string>,
  data: string | readonly string[],
  { offset }: { offset: string },
): void {
  const list = typeof data === "string" ? [data] : data;
  const { streamId, position } = parseOffset(offset);
  list.forEach((text, i) => messages.set(formatOffset(streamId, position - list.length + 1 + i), text));
}

async function offsetsOf(store: StreamStore, path: string): Promise<string[]> {
  const { messages } = await store.read(path, { limitMessages: 100_000 });
  return messages.map(({ offset }) => offset);
}

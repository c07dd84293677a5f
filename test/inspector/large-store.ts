import { existsSync, renameSync, rmSync } from "node:fs";
import { argv } from "node:process";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../src/store/index.ts";

/** The stream of ten million messages. */
export const longStream = "logs/long";

export interface LargeStoreSize {
  readonly messages: number;
  readonly streams: number;
}

const fullSize: LargeStoreSize = { messages: 10_000_000, streams: 100_000 };
const day = 86_400_000;
/** What the messages of the long stream are spread over. */
const lifeMs = 30 * day;
const batchMessages = 10_000;
const createdAtOnce = 1000;

/**
 * A folder with a store of many streams, one of which is long; built once, and found again afterwards. It is
 * built beside and renamed at the end, so a folder that is there is complete.
 */
export async function largeStore(directory: string, size: LargeStoreSize = fullSize): Promise<string> {
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const store = await openLargeStore({ directory: unfinished, durability: "normal" }, size);
  await store.close();
  renameSync(unfinished, directory);
  return directory;
}

/** A new store with all of it. */
export async function openLargeStore(options: StoreOptions, size: LargeStoreSize): Promise<StreamStore> {
  const clock = { time: Date.now() - lifeMs };
  const store = openStreamStore({
    ...options,
    cleanupIntervalMs: 0,
    compactIntervalMs: 0,
    now: () => clock.time,
  });
  await store.create(longStream, { contentType: "application/json" });
  await appendLongStream(store, clock, size.messages);
  await createStreams(store, clock, size.streams);
  return store;
}

interface Clock {
  time: number;
}

/** Busy by day and quiet by night, so that a chart of it has a shape. */
async function appendLongStream(store: StreamStore, clock: Clock, messages: number): Promise<void> {
  const start = clock.time;
  const levels = ["debug", "info", "info", "info", "warn", "error"];
  const encoder = new TextEncoder();
  for (let first = 0; first < messages; first += batchMessages) {
    const share = first / messages;
    clock.time = Math.round(start + lifeMs * (share + 0.004 * Math.sin(share * 60 * Math.PI)));
    const count = Math.min(batchMessages, messages - first);
    const lines = Array.from({ length: count }, (_, i) => {
      const n = first + i;
      const level = levels[n % levels.length];
      return encoder.encode(
        `{"n":${n},"level":"${level}","text":"request ${n % 977} served in ${n % 89} ms"}`,
      );
    });
    await store.append(longStream, lines);
  }
}

async function createStreams(store: StreamStore, clock: Clock, streams: number): Promise<void> {
  const now = Date.now();
  const teams = ["billing", "chat", "devices", "orders", "search"];
  for (let first = 1; first < streams; first += createdAtOnce) {
    clock.time = Math.max(clock.time, now - Math.round((1 - first / streams) * day));
    const numbers = Array.from({ length: Math.min(createdAtOnce, streams - first) }, (_, i) => first + i);
    await Promise.all(
      numbers.map((n) =>
        store.create(`${teams[n % teams.length]}/${n % 100}/${String(n).padStart(6, "0")}`, {
          contentType: n % 3 === 0 ? "text/plain" : "application/json",
          ...(n % 10 === 0 && { ttlSeconds: 30 * 86_400 }),
          data: Array.from({ length: n % 4 }, (_, i) => (n % 3 === 0 ? `line ${i}` : { n, i })),
        }),
      ),
    );
  }
  clock.time = now;
}

if (import.meta.filename === argv[1]) {
  const directory = argv[2] ?? "/tmp/inspector-store";
  const start = performance.now();
  await largeStore(directory);
  console.log(`${directory}: ${Math.round(performance.now() - start)} ms`);
}

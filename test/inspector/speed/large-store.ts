import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { schemaVersion } from "../../../src/store/sqlite/migrations/index.ts";
import { fillLongStream } from "../../support/inspector/fill-long-stream.ts";

/** The path of the long stream. */
export const longStream = "logs/long";

export interface LargeStoreSize {
  readonly messages: number;
  readonly streams: number;
}

const fullSize: LargeStoreSize = { messages: 10_000_000, streams: 100_000 };
const day = 86_400_000;
/** The time over which the messages of the long stream are spread. */
const spanMs = 30 * day;
const createdAtOnce = 1000;

const kept = "electron-durable-streams-inspected-";

/**
 * Returns the folder of a store with many streams, one of which is long, in the system's temporary folder. It is built once,
 * and again when the schema or these sources have changed.
 */
export async function keptLargeStore(): Promise<string> {
  const sources = [
    import.meta.filename,
    join(import.meta.dirname, "../../support/inspector/fill-long-stream.ts"),
  ];
  const form = sources.reduce((sum, file) => crc32(readFileSync(file), sum), schemaVersion);
  const name = `${kept}${form.toString(16)}`;
  for (const other of readdirSync(tmpdir()))
    if (other.startsWith(kept) && other !== name)
      rmSync(join(tmpdir(), other), { recursive: true, force: true });
  const directory = join(tmpdir(), name);
  if (existsSync(directory)) return directory;
  // Built under another name and renamed at the end, so that an existing folder is complete.
  const unfinished = `${directory}.unfinished`;
  await buildLargeStore(unfinished, fullSize);
  renameSync(unfinished, directory);
  return directory;
}

/** Builds the store in a folder that does not exist or is empty. */
export async function buildLargeStore(
  directory: string,
  { messages, streams }: LargeStoreSize,
): Promise<void> {
  const now = Date.now();
  const start = now - spanMs;
  const clock = { time: start };
  const store = openStreamStore({
    directory,
    durability: "normal",
    cleanupIntervalMs: 0,
    compactIntervalMs: 0,
    now: () => clock.time,
  });
  await store.create(longStream, { contentType: "application/json" });
  await createStreams(store, clock, streams);
  await store.close();
  fillLongStream(directory, longStream, messages, { start, spanMs });
}

interface Clock {
  time: number;
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
          ...(n % 10 === 0 && { ttlSeconds: 3650 * 86_400 }),
          data: Array.from({ length: n % 4 }, (_, i) => (n % 3 === 0 ? `line ${i}` : { n, i })),
        }),
      ),
    );
  }
  clock.time = now;
}

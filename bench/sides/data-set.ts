import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openStreamStore, type Offset, type StreamStore } from "../../src/store/index.ts";
import { inFlight } from "../load/in-flight.ts";
import { makeMessages, messageText } from "./messages.ts";
import type { Scale } from "../scale.ts";

/** A large store that several rows read, built once per run. */
export interface DataSet {
  readonly directory: string;
  /** The number of streams with one message each, apart from `long` and `short`. */
  readonly streams: number;
  readonly long: LongStream;
  readonly short: LongStream;
}

export interface LongStream {
  readonly path: string;
  readonly messages: number;
  /** The offset before its last message. */
  readonly beforeLast: Offset;
}

/** Coprime to every number of streams here: steps of this size visit all streams, and neighbours at different times. */
export const stride = 7919;

const batch = 10_000;
/** Creations in flight at once. */
const creates = 1000;

/** The store with 10,000,000 messages and 100,000 streams (in a full run). Rows must not change it. */
export async function dataSet(scale: Scale): Promise<DataSet> {
  // Above the row's own folder, so that it outlives the row.
  const directory = join(dirname(scale.directory), "data-set");
  const description = join(directory, "data-set.json");
  if (!existsSync(description)) {
    writeFileSync(description, JSON.stringify(await build(directory, scale)));
  }
  return JSON.parse(readFileSync(description, "utf8")) as DataSet;
}

export function streamPath(i: number): string {
  return `streams/${String(i).padStart(6, "0")}`;
}

async function build(directory: string, scale: Scale): Promise<DataSet> {
  // A row that failed may have left a part.
  rmSync(directory, { recursive: true, force: true });
  const store = openStreamStore({ directory, durability: "normal" });
  const streams = scale.of(100_000, 400);
  await inFlight(streams, creates, (i) => store.create(streamPath(i), { data: messageText(0) }));
  const result = {
    directory,
    streams,
    short: await fill(store, "short", 1000),
    long: await fill(store, "long", scale.of(10_000_000)),
  };
  await store.close();
  return result;
}

/** Fills a stream with the same 10,000 messages repeatedly. */
async function fill(store: StreamStore, path: string, messages: number): Promise<LongStream> {
  await store.create(path);
  const contents = makeMessages(batch);
  let beforeLast: Offset = "-1";
  for (let left = messages - 1; left > 0; left -= batch) {
    const { offset } = await store.append(path, contents.slice(0, Math.min(batch, left)));
    beforeLast = offset;
  }
  await store.append(path, messageText(messages - 1));
  return { path, messages, beforeLast };
}

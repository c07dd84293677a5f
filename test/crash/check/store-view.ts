import { createHash } from "node:crypto";
import type Database from "better-sqlite3";
import { StreamError } from "../../../src/protocol/errors.ts";
import type { StreamStore } from "../../../src/store/index.ts";
import { readMessages } from "../../support/reading.ts";
import type { ModelStore } from "../plan/model-store.ts";
import type { ModelStream } from "../plan/model-stream.ts";
import { plainInfo, canonical, type PlainInfo } from "../plan/outcome.ts";
import { allPaths } from "../plan/plan.ts";

/**
 * Everything visible of a store: one text for each path, equal if and only if the streams are. Also how many streams were
 * ever created: some came and went unseen, but the ids of later streams depend on them.
 */
export type View = ReadonlyMap<string, string>;

/** Not a path that a plan uses. */
const createdKey = "streams ever created";

/** What was read of a stream, for the report if it is wrong. */
export interface ReadStream {
  readonly info: PlainInfo;
  readonly texts: readonly string[];
}

/** @throws StreamError if the store is damaged */
export async function viewStore(
  store: StreamStore,
  db: Database.Database,
): Promise<{ view: View; streams: ReadonlyMap<string, ReadStream> }> {
  const view = new Map<string, string>();
  const streams = new Map<string, ReadStream>();
  const { streams: listed } = await store.list({ limit: 1000 });
  const producers = db.prepare("SELECT id, epoch, seq FROM producer WHERE stream = ? ORDER BY id");
  const replicas = db.prepare("SELECT name, position FROM replica WHERE stream = ? ORDER BY name");
  for (const { path } of listed) {
    // Before the read, which restarts a TTL.
    const info = plainInfo(await store.head(path));
    const messages = await readMessages(store, path);
    const texts = messages.map(({ data }) => asText(data));
    streams.set(info.path, { info, texts });
    const offsets = messages.map(({ offset }) => offset);
    const kept = [producers.all(info.id), replicas.all(info.id)] as const;
    view.set(info.path, describe(info, kept, digest(texts, offsets)));
  }
  for (const path of allPaths) {
    if (!view.has(path)) view.set(path, await codeOfHead(store, path));
  }
  const created =
    db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'stream'").pluck().get() ?? 0;
  view.set(createdKey, String(created));
  return { view, streams };
}

/** The view of a model at a given time. */
export function viewModel(model: ModelStore, now = model.now): View {
  const view = new Map<string, string>();
  for (const path of allPaths) {
    const stream = model.find(path, now);
    view.set(path, !stream ? "NOT_FOUND" : stream.deleted ? "GONE" : viewStream(stream, now));
  }
  view.set(createdKey, String(model.created));
  return view;
}

/** The paths at which two views differ. */
export function difference(a: View, b: View): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));
}

function viewStream(stream: ModelStream, now: number): string {
  const floor = stream.floorAt(now);
  const producers = [...stream.producers].map(([id, state]) => ({ id, ...state }));
  const replicas = [...stream.replicas].map(([name, position]) => ({ name, position }));
  return describe(
    stream.info(now),
    [
      producers.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      replicas.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ],
    digestModel(stream, floor, now),
  );
}

/** Messages never change, so a floor and a tail identify them. */
const digests = new WeakMap<ModelStream, Map<string, string>>();

function digestModel(stream: ModelStream, floor: number, now: number): string {
  const known = digests.get(stream) ?? new Map<string, string>();
  digests.set(stream, known);
  const key = `${floor} ${stream.tail}`;
  if (!known.has(key)) {
    const texts = stream.texts(now);
    known.set(
      key,
      digest(
        texts,
        texts.map((_, i) => stream.offsetAt(floor + i + 1)),
      ),
    );
  }
  return known.get(key)!;
}

function describe(
  info: PlainInfo,
  [producers, replicas]: readonly [readonly unknown[], readonly unknown[]],
  messages: string,
): string {
  return canonical({ info, producers, replicas, messages });
}

function digest(texts: readonly string[], offsets: readonly string[]): string {
  const hash = createHash("sha1");
  texts.forEach((text, i) => hash.update(`${offsets[i]} ${text}\n`));
  return hash.digest("base64");
}

async function codeOfHead(store: StreamStore, path: string): Promise<string> {
  try {
    await store.head(path);
    return "exists, but is not listed";
  } catch (error) {
    if (error instanceof StreamError && error.code !== "STORE_CORRUPT") return error.code;
    throw error;
  }
}

function asText(data: unknown): string {
  return data instanceof Uint8Array ? Buffer.from(data).toString("latin1") : String(data);
}

import { describe, expect, test } from "vitest";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import type { StoreHost } from "../../support/host.ts";
import { ModelStream } from "./model-stream.ts";
import { asText, readTexts } from "../../support/reading.ts";
import { seededRandom, type Random } from "../../support/seeded-random.ts";

const paths = ["a", "a/b", "ä"];

/** What the store must be indistinguishable from: arrays, by path. */
type Model = Map<string, ModelStream>;

interface Session {
  store: StreamStoreApi;
  readonly model: Model;
  readonly random: Random;
  /** Offsets of streams that have been deleted. */
  readonly stale: Map<string, string[]>;
}

export function randomOperationsContract(host: StoreHost): void {
  describe("random operations", () => {
    test.each([1, 2, 3, 4, 5, 6])("have the same effect as on plain arrays: seed %i", async (seed) => {
      const session: Session = {
        store: await host.open(),
        model: new Map(),
        random: seededRandom(seed),
        stale: new Map(),
      };
      for (let i = 0; i < 400; i++) {
        await step(session, host);
        if (i % 50 === 49) for (const path of paths) await compareAll(session, path);
      }
    });
  });
}

async function step(session: Session, host: StoreHost): Promise<void> {
  const path = session.random.pick(paths);
  const dice = session.random.below(100);
  if (dice < 35) return append(session, path);
  if (dice < 50) return appendConcurrently(session, path);
  if (dice < 80) return read(session, path);
  if (dice < 90) return create(session, path);
  if (dice < 93) return closeStream(session, path);
  if (dice < 96) return remove(session, path);
  if (dice < 98 && host.reopen) session.store = await host.reopen(session.store);
  else await session.store.compact();
}

async function create({ store, model, random }: Session, path: string): Promise<void> {
  if (model.has(path)) return expectCode(store.create(path, { contentType: "application/other" }), "EXISTS");
  const retention = random.pick([
    undefined,
    { maxMessages: 1 + random.below(20) },
    { maxBytes: random.below(200) + 1 },
  ]);
  const data = random.below(2) === 0 ? undefined : texts(random);
  const info = await store.create(path, { ...(retention && { retention }), ...(data && { data }) });
  expect(info.created).toBe(true);
  const stream = new ModelStream(info.tailOffset, retention);
  if (data) stream.appendAt(info.tailOffset, data);
  model.set(path, stream);
}

async function append({ store, model, random }: Session, path: string): Promise<void> {
  const batch = texts(random);
  const stream = model.get(path);
  const close = random.below(40) === 0;
  const appended = store.append(path, batch.length === 1 ? batch[0] : batch, { close });
  if (!stream) return expectCode(appended, "NOT_FOUND");
  if (stream.closed) return expectCode(appended, "CLOSED");
  const { offset } = await appended;
  stream.appendAt(offset, batch);
  stream.closed = close;
}

async function appendConcurrently({ store, model, random }: Session, path: string): Promise<void> {
  const stream = model.get(path);
  if (!stream || stream.closed) return;
  const batches = Array.from({ length: 1 + random.below(30) }, () => texts(random));
  const results = await Promise.all(batches.map((batch) => store.append(path, batch)));
  for (const [i, { offset }] of results.entries()) stream.appendAt(offset, batches[i]!);
}

async function read({ store, model, random, stale }: Session, path: string): Promise<void> {
  const stream = model.get(path);
  const limits = { limitMessages: 1 + random.below(30), limitBytes: 1 + random.below(300) };
  if (!stream) return expectCode(store.read(path, limits), "NOT_FOUND");
  const old = stale.get(path);
  if (old && random.below(4) === 0) return expectCode(store.read(path, { offset: random.pick(old) }), "GONE");
  const position = random.below(stream.tail + 1);
  const offset = stream.offsetAt(position);
  if (position < stream.floor) {
    return expectCode(store.read(path, { offset }), "GONE", {
      earliestOffset: stream.offsetAt(stream.floor),
    });
  }
  const page = await store.read(path, { ...limits, offset });
  const expected = stream.read(position, limits);
  expect({
    ...page,
    messages: page.messages.map(({ offset: at, data }) => ({ offset: at, data: asText(data) })),
  }).toEqual(expected);
}

async function closeStream({ store, model }: Session, path: string): Promise<void> {
  const stream = model.get(path);
  if (!stream) return expectCode(store.closeStream(path), "NOT_FOUND");
  expect(await store.closeStream(path)).toMatchObject({ offset: stream.offsetAt(stream.tail), closed: true });
  stream.closed = true;
}

async function remove({ store, model, stale }: Session, path: string): Promise<void> {
  const stream = model.get(path);
  if (!stream) return expectCode(store.delete(path), "NOT_FOUND");
  await store.delete(path);
  model.delete(path);
  stale.set(path, [...(stale.get(path) ?? []), stream.offsetAt(0), stream.offsetAt(stream.tail)]);
}

async function compareAll({ store, model }: Session, path: string): Promise<void> {
  const stream = model.get(path);
  if (!stream) return expectCode(store.head(path), "NOT_FOUND");
  const everything = stream.read(stream.floor, { limitMessages: Infinity, limitBytes: Infinity });
  expect(await store.head(path)).toMatchObject({
    startOffset: stream.offsetAt(stream.floor),
    tailOffset: stream.offsetAt(stream.tail),
    messageCount: everything.messages.length,
    byteCount: everything.messages.reduce((sum, { data }) => sum + data.length, 0),
    closed: stream.closed,
  });
  expect(await readTexts(store, path)).toEqual(everything.messages.map(({ data }) => data));
}

/** A batch of ASCII texts, so that characters are bytes. */
function texts(random: Random): string[] {
  return Array.from({ length: 1 + (random.below(3) === 0 ? random.below(20) : 0) }, () =>
    String.fromCharCode(97 + random.below(26)).repeat(1 + random.below(random.below(10) === 0 ? 400 : 20)),
  );
}

import { messagesIn } from "../../../src/protocol/packed-page.ts";
import { splitJsonArray, openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { closesAtItsEnd, expiryOf, isJson, judge, pathOf, type Tally } from "./content.ts";
import type { ServerTraits } from "./servers.ts";

export interface Copies {
  readonly streams: number;
  /** In each stream. */
  readonly messages: number;
  readonly traits: ServerTraits;
  /** The directories of the two stores. */
  readonly stores: Readonly<Record<"writer" | "mirror", string>>;
  readonly serverUrl: string;
}

/**
 * Compares both stores and the server with what was written: each message, whether the stream is closed, and its expiry.
 *
 * @throws Error if a stream is open where it was closed or the other way round, or has lost its TTL or expiry
 */
export async function compareCopies(copies: Copies, report: (problem: string) => void): Promise<Tally> {
  const { streams, messages: total, traits, stores } = copies;
  const tally = { messages: streams * total, lost: 0, duplicated: 0, reordered: 0 };
  const add = (found: readonly string[], stream: number, where: string) => {
    const { lost, duplicated, reordered } = judge(found, { stream, total, traits, where }, report);
    tally.lost += lost;
    tally.duplicated += duplicated;
    tally.reordered += reordered;
  };
  for (const where of ["writer", "mirror"] as const) {
    const store = openStreamStore({ directory: stores[where] });
    for (let stream = 0; stream < streams; stream++) {
      assertFacts(await factsOf(store, stream), stream, traits, where);
      add(await readLocal(store, stream), stream, where);
    }
    await store.close();
  }
  for (let stream = 0; stream < streams; stream++) {
    assertFacts(await remoteFactsOf(copies.serverUrl, stream), stream, traits, "server");
    add(await readRemote(copies.serverUrl, stream), stream, "server");
  }
  return tally;
}

/** What is compared beside the messages. */
interface Facts {
  readonly closed: boolean;
  readonly ttlSeconds: number | undefined;
  /** In milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
}

function assertFacts(found: Facts, stream: number, traits: ServerTraits, where: string): void {
  const { ttlSeconds, expiresAt } = expiryOf(stream, traits);
  const expected: Facts = {
    closed: closesAtItsEnd(stream),
    ttlSeconds,
    expiresAt: expiresAt?.getTime(),
  };
  for (const name of ["closed", "ttlSeconds", "expiresAt"] as const)
    if (found[name] !== expected[name])
      throw new Error(`${where} ${pathOf(stream)}: ${name} is ${found[name]}, not ${expected[name]}`);
}

async function factsOf(store: StreamStore, stream: number): Promise<Facts> {
  const { closed, ttlSeconds, expiresAt } = await store.head(pathOf(stream));
  return { closed, ttlSeconds, expiresAt: expiresAt?.getTime() };
}

async function remoteFactsOf(serverUrl: string, stream: number): Promise<Facts> {
  const { headers } = await fetch(new URL(pathOf(stream), serverUrl), { method: "HEAD" });
  const [ttl, expiry] = [headers.get("stream-ttl"), headers.get("stream-expires-at")];
  return {
    closed: headers.get("stream-closed") === "true",
    ttlSeconds: ttl === null ? undefined : Number(ttl),
    // With a TTL it is the sliding deadline.
    expiresAt: expiry === null || ttl !== null ? undefined : new Date(expiry).getTime(),
  };
}

async function readLocal(store: StreamStore, stream: number): Promise<string[]> {
  const found: Buffer[] = [];
  for (let offset = "-1"; ;) {
    const page = await store.readPacked(pathOf(stream), { offset });
    if (page.lengths.length === 0) break;
    for (const message of messagesIn(page)) found.push(Buffer.from(message));
    offset = page.nextOffset;
  }
  return isJson(stream) ? found.map(String) : linesIn(Buffer.concat(found));
}

/** Reads without the proxy. */
async function readRemote(serverUrl: string, stream: number): Promise<string[]> {
  const bodies: Buffer[] = [];
  for (let offset = "-1"; ;) {
    const response = await fetch(new URL(`${pathOf(stream)}?offset=${offset}`, serverUrl));
    bodies.push(Buffer.from(await response.arrayBuffer()));
    offset = response.headers.get("stream-next-offset")!;
    if (response.headers.has("stream-up-to-date")) break;
  }
  if (!isJson(stream)) return linesIn(Buffer.concat(bodies));
  return bodies.flatMap((body) => splitJsonArray(body, Number.MAX_SAFE_INTEGER).map(String));
}

function linesIn(bytes: Buffer): string[] {
  return bytes.toString().split(/(?<=\n)/);
}

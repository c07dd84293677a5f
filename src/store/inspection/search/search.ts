import type { SearchMatch, SearchOptions, SearchProgress } from "../../../protocol/inspection/search.ts";
import { formatOffset, nowOffset, startOffset } from "../../../protocol/offset.ts";
import { appendedAt, offsetAt } from "../../streams/lineage/lineage.ts";
import { resolvePosition } from "../../streams/lineage/resolve-position.ts";
import { settleAndRequire } from "../../streams/settle.ts";
import type { InspectionContext } from "../context.ts";
import { isCut, matchesIn } from "./batch.ts";
import { excerptOf } from "./excerpt.ts";
import { resolveSearch, type Search } from "./options.ts";
import { readBatch, type SearchBatch } from "./read-batch.ts";
import { nextTurn } from "../../turns.ts";

/** The most messages of a batch, which is read in one turn of the event loop. */
const batchMessages = 2000;
/** The time between two reports while nothing is found, in milliseconds. */
const reportMs = 100;
const headBytes = 256;
/** So many matches are reported at once, without waiting. */
const reportMatches = 100;

/**
 * Searches the messages that a stream has at the start, in batches between which other work runs. Ends after `limitMatches`,
 * at the end of the stream, or when the signal is aborted. Skips messages that retention drops meanwhile.
 */
export async function* search(
  context: InspectionContext,
  path: string,
  options: SearchOptions,
  signal?: AbortSignal,
): AsyncGenerator<SearchProgress, void, undefined> {
  const wanted = resolveSearch(options);
  const cursor = new SearchCursor(context, path, wanted);
  let reportedAt = performance.now();
  while (!signal?.aborted && !cursor.isDone) {
    await cursor.batch(signal);
    if (cursor.waiting < reportMatches && performance.now() - reportedAt < reportMs) continue;
    if (!cursor.isDone) yield cursor.progress();
    reportedAt = performance.now();
  }
  if (!signal?.aborted) yield cursor.progress();
}

/** How far a search has come, and the matches that were not reported yet. */
class SearchCursor {
  readonly #context: InspectionContext;
  readonly #path: string;
  readonly #search: Search;
  readonly #total: number;
  readonly #streamId: number;
  /** Where the search continues, and where it ends. */
  #position: number;
  readonly #end: number;
  #cut = 0;
  #found = 0;
  #matches: SearchMatch[] = [];

  constructor(context: InspectionContext, path: string, search: Search) {
    this.#context = context;
    this.#path = path;
    this.#search = search;
    const { store } = context;
    const { id, from, end } = store.snapshot(() => {
      const stream = settleAndRequire(store, path, store.readEffects);
      const from = resolvePosition(
        store,
        stream,
        search.offset ?? (search.backward ? nowOffset : startOffset),
      );
      return { id: stream.id, from, end: search.backward ? stream.floor : stream.tail };
    });
    this.#streamId = id;
    this.#position = from;
    this.#end = end;
    this.#total = Math.abs(end - from);
  }

  get isDone(): boolean {
    return this.#position === this.#end || this.#found >= this.#search.limitMatches;
  }

  /** The number of matches that were not reported yet. */
  get waiting(): number {
    return this.#matches.length;
  }

  async batch(signal: AbortSignal | undefined): Promise<void> {
    const { backward, limitMatches } = this.#search;
    const batch = this.#read();
    await nextTurn();
    const rows = batch.rows.map((_, i) => i);
    if (backward) rows.reverse();
    for await (const i of matchesIn(batch, rows, this.#search)) {
      if (signal?.aborted) return;
      this.#add(batch, i);
      if (++this.#found < limitMatches) continue;
      this.#position = batch.position + (backward ? i : i + 1);
      return;
    }
    this.#cut += batch.rows.filter((row) => isCut(row, this.#search)).length;
    this.#position = batch.next;
  }

  progress(): SearchProgress {
    const { store } = this.#context;
    const matches = this.#matches;
    this.#matches = [];
    return {
      scanned: this.#total - Math.abs(this.#end - this.#position),
      total: this.#total,
      position: store.snapshot(() => {
        const stream = settleAndRequire(store, this.#path, store.readEffects);
        return offsetAt(store, stream, Math.max(stream.floor, this.#position));
      }),
      matches,
      cut: this.#cut,
      done: this.isDone,
    };
  }

  /** Adds a match, unless the message was dropped since it was read. */
  #add({ position, rows, data }: SearchBatch, i: number): void {
    const { start, end, byteLength } = rows[i]!;
    const { store } = this.#context;
    const time = store.snapshot(() => {
      const stream = settleAndRequire(store, this.#path, store.readEffects);
      return position + i < stream.floor ? undefined : appendedAt(store, stream, position + i + 1);
    });
    if (time === undefined) return;
    const offset = formatOffset(this.#streamId, position + i + 1);
    // A copy: a view would keep the whole batch in memory.
    const head = Uint8Array.from(data.subarray(start, Math.min(end, start + headBytes)));
    const { text } = this.#search;
    const excerpt = text === undefined ? undefined : excerptOf(data.toString("utf8", start, end), text);
    this.#matches.push({
      offset,
      appendedAt: time,
      byteLength,
      head,
      ...(excerpt !== undefined && { excerpt }),
    });
  }

  #read(): SearchBatch {
    const { store } = this.#context;
    return store.snapshot(() => {
      const stream = settleAndRequire(store, this.#path, store.readEffects);
      const { backward } = this.#search;
      const from = backward ? Math.max(this.#end, this.#position - batchMessages) : this.#position;
      const upto = backward ? this.#position : Math.min(this.#end, this.#position + batchMessages);
      return readBatch(this.#context, stream, { from, upto }, backward);
    });
  }
}

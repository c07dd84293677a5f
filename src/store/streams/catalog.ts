import type { MessageLog } from "../messages/log.ts";
import { boundLimit, type LazyStatement, type LazyStatements } from "../sqlite/lazy-statements.ts";
import {
  fromRow,
  insertStream,
  updateStream,
  valuesToInsert,
  valuesToUpdate,
  type StreamRow,
} from "./row.ts";
import { Stream, type NewStream, type ReadonlyStream } from "./stream.ts";

/** The most streams to hold in memory, some 350 bytes each; another one is one or two indexed queries away. */
const maxHeld = 131_072;
/** The most rows to bring up to date when the store is closed, which must not take longer than a moment. */
const maxExactRows = 10_000;
/**
 * The most messages by which the row of a growing stream may lag. Writing the row with each append would double what a
 * small append writes; counting so many messages, when the stream is read from its row, takes some microseconds.
 */
const maxLag = 128;

interface SlidingRow {
  readonly id: number;
  /** 0 or 1. */
  readonly isTooFar: number;
}

/** A stream with what the catalog alone knows: how far its row lags. Every `Stream` comes from the catalog, and is one. */
class HeldStream extends Stream {
  /** The tail that the row says. */
  rowTail: number;
  /** Whether the row says that messages above its tail count, too. */
  rowLags: boolean;

  constructor(id: number, given: NewStream, rowTail: number, rowLags: boolean) {
    super(id, given);
    this.rowTail = rowTail;
    this.rowLags = rowLags;
  }
}

/**
 * The streams of the store: table `stream`, with the streams in use held in memory. What the one writer holds is the
 * truth; a reader beside another writer asks the database each time.
 */
export class Catalog {
  readonly #byPath = new Map<string, HeldStream>();
  readonly #byId = new Map<number, HeldStream>();
  readonly #log: MessageLog;
  readonly #holds: boolean;
  readonly #selectPath: LazyStatement<[string], StreamRow>;
  readonly #selectId: LazyStatement<[number], StreamRow>;
  readonly #selectFrom: LazyStatement<[string, number], StreamRow>;
  readonly #selectAfter: LazyStatement<[string, number], StreamRow>;
  readonly #selectForks: LazyStatement<[number], StreamRow>;
  readonly #due: LazyStatement<[number, number], number>;
  readonly #ageing: LazyStatement<[number, number], number>;
  readonly #sliding: LazyStatement<[number, number, number], SlidingRow>;
  readonly #count: LazyStatement<[], number>;
  readonly #insert: LazyStatement<unknown[]>;
  readonly #update: LazyStatement<unknown[]>;
  readonly #detach: LazyStatement<[number, number, number]>;
  readonly #delete: LazyStatement<[number]>;

  constructor(statements: LazyStatements, log: MessageLog, options: { readonly readOnly: boolean }) {
    this.#log = log;
    this.#holds = !options.readOnly;
    this.#selectPath = statements.prepare("SELECT * FROM stream WHERE path = ?");
    this.#selectId = statements.prepare("SELECT * FROM stream WHERE id = ?");
    const page = (from: string) =>
      statements.prepare<[string, number], StreamRow>(
        `SELECT * FROM stream WHERE path ${from} ? ORDER BY path LIMIT ${boundLimit}`,
      );
    this.#selectFrom = page(">=");
    this.#selectAfter = page(">");
    this.#selectForks = statements.prepare("SELECT * FROM stream WHERE source = ?");
    this.#due = statements
      .prepare<[number, number], number>(
        `SELECT id FROM stream WHERE deadline <= ? AND path IS NOT NULL ORDER BY deadline LIMIT ${boundLimit}`,
      )
      .pluck();
    this.#ageing = statements
      .prepare<[number, number], number>(
        `SELECT id FROM stream WHERE max_age_ms IS NOT NULL AND id > ? ORDER BY id LIMIT ${boundLimit}`,
      )
      .pluck();
    this.#sliding = statements.prepare(
      `SELECT id, deadline > ? + ttl_seconds * 1000 AS isTooFar FROM stream
        WHERE id > ? AND ttl_seconds IS NOT NULL AND deadline IS NOT NULL AND path IS NOT NULL
        ORDER BY id LIMIT ${boundLimit}`,
    );
    this.#count = statements
      .prepare<[], number>("SELECT count(*) FROM stream WHERE path IS NOT NULL AND deleted = 0")
      .pluck();
    this.#insert = statements.prepare(insertStream);
    this.#update = statements.prepare(updateStream);
    this.#detach = statements.prepare(
      "UPDATE stream SET path = NULL, deadline = NULL, tail = ?, bytes = ?, lags = 0 WHERE id = ?",
    );
    this.#delete = statements.prepare("DELETE FROM stream WHERE id = ?");
  }

  /** The stream at a path, also an expired one. */
  find(path: string): Stream | undefined {
    const held = this.#byPath.get(path);
    if (held) return held;
    const row = this.#selectPath.get(path);
    return row && this.#hold(this.#fromRow(row));
  }

  holds(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** Also finds a stream without a path, which is kept only for its forks. */
  byId(id: number): Stream | undefined {
    const held = this.#byId.get(id);
    if (held) return held;
    const row = this.#selectId.get(id);
    return row && this.#hold(this.#fromRow(row));
  }

  /** As `byId`, without holding the stream: for reading many of them. */
  peek(id: number): ReadonlyStream | undefined {
    const held = this.#byId.get(id);
    if (held) return held;
    const row = this.#selectId.get(id);
    return row && this.#fromRow(row);
  }

  /** The streams that were forked from this one. */
  forks(id: number): readonly ReadonlyStream[] {
    return this.#selectForks.all(id).map((row) => this.#byId.get(row.id) ?? this.#hold(this.#fromRow(row)));
  }

  /** Streams in path order, from `path` on or after it. */
  page(path: string, from: "inclusive" | "exclusive", limit: number): readonly ReadonlyStream[] {
    const rows = (from === "inclusive" ? this.#selectFrom : this.#selectAfter).all(path, limit);
    return rows.map((row) => this.#byId.get(row.id) ?? this.#fromRow(row));
  }

  /** The ids of streams whose deadline on disk has passed, earliest first. */
  due(now: number, limit: number): number[] {
    return this.#due.all(now, limit);
  }

  /** The ids of streams with a `maxAgeMs`, in order. */
  ageing(afterId: number, limit: number): number[] {
    return this.#ageing.all(afterId, limit);
  }

  /** The streams with a sliding deadline, in the order of their ids, and whether it is further away on disk than their TTL. */
  sliding(afterId: number, now: number, limit: number): SlidingRow[] {
    return this.#sliding.all(now, afterId, limit);
  }

  count(): number {
    return this.#count.get()!;
  }

  insert(stream: NewStream): Stream {
    const { lastInsertRowid } = this.#insert.run(
      ...valuesToInsert({ ...stream, id: 0, lastAppendedAt: undefined }),
    );
    return this.#hold(new HeldStream(Number(lastInsertRowid), stream, stream.tail, false));
  }

  /** Writes the stream's row. */
  write(stream: Stream): void {
    const held = stream as HeldStream;
    this.#update.run(...valuesToUpdate(held, held.rowLags));
    held.rowTail = held.tail;
  }

  /** Marks the row of a stream that has grown as lagging. Returns whether the row has to be written now all the same. */
  markLagging(stream: Stream): "lags" | "write" {
    const held = stream as HeldStream;
    if (held.rowLags && held.tail - held.rowTail < maxLag) return "lags";
    held.rowLags = true;
    return "write";
  }

  /** Marks the row as exact: it is written after the stream's last append in this commit, so readers need not count. */
  markExact(stream: Stream): void {
    (stream as HeldStream).rowLags = false;
  }

  /** Marks the rows that lag as exact, and returns the streams to write, at most 10,000 of them. */
  markLaggingExact(): Stream[] {
    const lagging: Stream[] = [];
    for (const held of this.#byId.values()) {
      if (!held.rowLags) continue;
      if (lagging.length === maxExactRows) break;
      held.rowLags = false;
      lagging.push(held);
    }
    return lagging;
  }

  delete(stream: Stream): void {
    this.#delete.run(stream.id);
    this.#byPath.delete(stream.path);
    this.#byId.delete(stream.id);
  }

  /** Frees the path of a stream that its forks still need. */
  detach(stream: Stream): void {
    this.#byPath.delete(stream.path);
    this.#detach.run(stream.tail, stream.bytes, stream.id);
    // Its row may be waiting to be written: with these, and no others.
    this.markExact(stream);
    stream.detach();
    // Read again when a fork needs it, as the row is now.
    this.#byId.delete(stream.id);
  }

  /** After a rollback the streams in memory are ahead of the disk: they are read again when needed. */
  forget(): void {
    this.#byPath.clear();
    this.#byId.clear();
  }

  /** Whether `forget` should be called before more streams are held; not in the middle of a commit. */
  get isFull(): boolean {
    return this.#byId.size > maxHeld;
  }

  #fromRow(row: StreamRow): HeldStream {
    const stream = fromRow(row);
    if (row.lags === 0) return new HeldStream(row.id, stream, row.tail, false);
    const { tail, bytes } = this.#log.after(row.id, row.tail, stream.json);
    return new HeldStream(row.id, { ...stream, tail, bytes: row.bytes + bytes }, row.tail, true);
  }

  /** A stream that may be changed is one object, and that one is held. */
  #hold(stream: HeldStream): Stream {
    if (!this.#holds) return stream;
    if (stream.path !== "") this.#byPath.set(stream.path, stream);
    this.#byId.set(stream.id, stream);
    return stream;
  }
}

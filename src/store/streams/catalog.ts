import { boundLimit, type LazyStatement, type LazyStatements } from "../sqlite/lazy-statements.ts";
import type { MessageLog } from "../messages/log.ts";
import { fromRow, toRow, type NewStream, type StreamRow, type StreamState } from "./stream.ts";

/** States held in memory at the most, some 350 bytes each; what is not held is one or two indexed queries away. */
const maxCached = 131_072;
/** Rows that are brought up to date when the store is closed, so that this takes no more than a moment. */
const maxSettled = 10_000;
/**
 * Messages by which the row of a growing stream may be behind. Writing it with each append would double what
 * a small append writes; counting so many messages, when the stream is looked up, takes some microseconds.
 */
const maxLag = 128;

type Named = Record<string, unknown>;

/**
 * The streams of the store: table `stream`, with the states in use held in memory. The one writer's
 * states are the truth; a reader beside another writer asks the database each time.
 */
export class Catalog {
  readonly #cache = new Map<string, StreamState>();
  readonly #cacheById = new Map<number, StreamState>();
  readonly #log: MessageLog;
  readonly #useCache: boolean;
  readonly #byPath: LazyStatement<[string], StreamRow>;
  readonly #byId: LazyStatement<[number], StreamRow>;
  readonly #from: LazyStatement<[string, number], StreamRow>;
  readonly #after: LazyStatement<[string, number], StreamRow>;
  readonly #due: LazyStatement<[number, number], number>;
  readonly #ageing: LazyStatement<[number, number], StreamRow>;
  readonly #forks: LazyStatement<[number], StreamRow>;
  readonly #count: LazyStatement<[], number>;
  readonly #insert: LazyStatement<[Named]>;
  readonly #update: LazyStatement<[Named]>;
  readonly #detach: LazyStatement<[number, number, number]>;
  readonly #delete: LazyStatement<[number]>;

  constructor(statements: LazyStatements, log: MessageLog, options: { readonly readOnly: boolean }) {
    this.#log = log;
    this.#useCache = !options.readOnly;
    this.#byPath = statements.prepare("SELECT * FROM stream WHERE path = ?");
    this.#byId = statements.prepare("SELECT * FROM stream WHERE id = ?");
    this.#from = statements.prepare(`SELECT * FROM stream WHERE path >= ? ORDER BY path LIMIT ${boundLimit}`);
    this.#after = statements.prepare(`SELECT * FROM stream WHERE path > ? ORDER BY path LIMIT ${boundLimit}`);
    this.#due = statements
      .prepare<[number, number], number>(
        `SELECT id FROM stream WHERE deadline <= ? AND path IS NOT NULL ORDER BY deadline LIMIT ${boundLimit}`,
      )
      .pluck();
    this.#ageing = statements.prepare(
      `SELECT * FROM stream WHERE max_age_ms IS NOT NULL AND id > ? ORDER BY id LIMIT ${boundLimit}`,
    );
    this.#forks = statements.prepare("SELECT * FROM stream WHERE source = ?");
    this.#count = statements
      .prepare<[], number>("SELECT count(*) FROM stream WHERE path IS NOT NULL AND deleted = 0")
      .pluck();
    this.#insert = statements.prepare(`
      INSERT INTO stream VALUES (NULL, @path, @content_type, @created_at, @tail, @floor, @bytes, @seq, @closed,
        @closed_by_producer, @closed_by_epoch, @closed_by_seq, @ttl_seconds, @expires_at, @deadline,
        @max_age_ms, @max_bytes, @max_messages, @source, @source_path, @fork_position, @fork_bytes, @deleted, @lags,
        @after_replicated)`);
    this.#update = statements.prepare(`
      UPDATE stream SET tail = @tail, floor = @floor, bytes = @bytes, seq = @seq, closed = @closed,
        closed_by_producer = @closed_by_producer, closed_by_epoch = @closed_by_epoch,
        closed_by_seq = @closed_by_seq, deadline = @deadline, deleted = @deleted, lags = @lags,
        max_age_ms = @max_age_ms, max_bytes = @max_bytes, max_messages = @max_messages,
        after_replicated = @after_replicated
      WHERE id = @id`);
    this.#detach = statements.prepare(
      "UPDATE stream SET path = NULL, deadline = NULL, tail = ?, bytes = ?, lags = 0 WHERE id = ?",
    );
    this.#delete = statements.prepare("DELETE FROM stream WHERE id = ?");
  }

  /** The stream at a path, also an expired one. */
  find(path: string): StreamState | undefined {
    const cached = this.#cache.get(path);
    if (cached) return cached;
    const row = this.#byPath.get(path);
    return row && this.#hold(this.#fromRow(row));
  }

  holds(path: string): boolean {
    return this.#cache.has(path);
  }

  /** Also one that has no path any more, because only its forks keep it. */
  byId(id: number): StreamState | undefined {
    const cached = this.#cacheById.get(id);
    if (cached) return cached;
    const row = this.#byId.get(id);
    return row && this.#hold(this.#fromRow(row));
  }

  /** The same, to look at and not to change: nothing is held for it. */
  peek(id: number): StreamState | undefined {
    const cached = this.#cacheById.get(id);
    if (cached) return cached;
    const row = this.#byId.get(id);
    return row && this.#fromRow(row);
  }

  /** The streams that were forked from this one. */
  forks(id: number): StreamState[] {
    return this.#states(this.#forks.all(id));
  }

  /** Streams in path order, those from `path` on or those after it: to look at, not to change. */
  page(path: string, from: "inclusive" | "exclusive", limit: number): StreamState[] {
    const rows = (from === "inclusive" ? this.#from : this.#after).all(path, limit);
    return rows.map((row) => this.#cacheById.get(row.id) ?? this.#fromRow(row));
  }

  /** The ids of streams whose stored deadline has passed, earliest first. */
  due(now: number, limit: number): number[] {
    return this.#due.all(now, limit);
  }

  /** Streams with a `maxAgeMs`, by id. */
  ageing(afterId: number, limit: number): StreamState[] {
    return this.#states(this.#ageing.all(afterId, limit));
  }

  count(): number {
    return this.#count.get()!;
  }

  insert(stream: NewStream): StreamState {
    const state = { ...stream, lags: false, rowTail: stream.tail };
    const { lastInsertRowid } = this.#insert.run(toRow({ ...state, id: 0 }) as unknown as Named);
    return this.#hold({ ...state, id: Number(lastInsertRowid) });
  }

  update(state: StreamState): void {
    this.#update.run(toRow(state) as unknown as Named);
    state.rowTail = state.tail;
  }

  /** Whether a stream that has only grown has to be written now, or its messages tell for a while. */
  isBehind(state: StreamState): boolean {
    if (state.lags && state.tail - state.rowTail < maxLag) return false;
    state.lags = true;
    return true;
  }

  /** States whose rows may be behind, which they are no more once they are written. */
  *settle(): Generator<StreamState, void, undefined> {
    let settled = 0;
    for (const state of this.#cacheById.values()) {
      if (!state.lags) continue;
      if (++settled > maxSettled) return;
      state.lags = false;
      yield state;
    }
  }

  delete(state: StreamState): void {
    this.#delete.run(state.id);
    this.#cache.delete(state.path);
    this.#cacheById.delete(state.id);
  }

  /** Frees the path of a stream that its forks still need. */
  detach(state: StreamState): void {
    this.#cache.delete(state.path);
    this.#detach.run(state.tail, state.bytes, state.id);
    state.lags = false;
    // It may be waiting to be written.
    state.deadline = undefined;
    // Read again when a fork needs it: as the row now is.
    this.#cacheById.delete(state.id);
  }

  /** After a rollback the states in memory are ahead of the disk: they are read again when needed. */
  forget(): void {
    this.#cache.clear();
    this.#cacheById.clear();
  }

  /** Whether `forget` should be called before more is held; not in the middle of a commit. */
  get isFull(): boolean {
    return this.#cacheById.size > maxCached;
  }

  /** A stream that may be changed has exactly one state, and that one is held. */
  #states(rows: StreamRow[]): StreamState[] {
    return rows.map((row) => this.#cacheById.get(row.id) ?? this.#hold(this.#fromRow(row)));
  }

  #fromRow(row: StreamRow): StreamState {
    const state = fromRow(row);
    if (!state.lags) return state;
    const { tail, bytes } = this.#log.after(state.id, state.tail, state.json);
    state.tail = tail;
    state.bytes += bytes;
    return state;
  }

  #hold(state: StreamState): StreamState {
    if (!this.#useCache) return state;
    if (state.path !== "") this.#cache.set(state.path, state);
    this.#cacheById.set(state.id, state);
    return state;
  }
}

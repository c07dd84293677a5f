import { StreamError } from "../../../src/protocol/errors.ts";
import { formatOffset, parseOffset, type Offset } from "../../../src/protocol/offset.ts";
import type { PackedPage } from "../../../src/protocol/packed-page.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { rowsOf, type MessageRow } from "./message-row.ts";
import { RowCache } from "./row-cache.ts";

/** Rows kept in memory. */
const cachedRows = 2000;
/** Positions that the list spans: more would be taller than a page can be. It slides along the stream. */
const spanRows = 50_000;
/** Messages of one read: a few screens. */
const pageMessages = 200;

/**
 * The messages of one stream as a list with random access. Positions have no gaps, so each one is a row,
 * and rows are read when they come into view: memory and work depend on the view, not on the stream.
 */
export class MessageFeed {
  readonly path: string;
  readonly #streams: Streams;
  readonly #changed: () => void;
  readonly #rows = new RowCache(cachedRows);
  #streamId = -1;
  #floor = 0;
  #tail = 0;
  /** The first position of the list. */
  #base = 0;
  /** The end of the list: the tail, or while following, what has arrived of it. */
  #end = 0;
  #following = false;
  #wanted = { first: 0, last: -1 };
  #reading = false;
  #disposed = false;
  /** Why the last read failed; until the next one. */
  problem: StreamError | undefined;

  constructor(streams: Streams, path: string, changed: () => void) {
    this.#streams = streams;
    this.path = path;
    this.#changed = changed;
  }

  get base(): number {
    return this.#base;
  }

  get length(): number {
    return Math.max(0, Math.min(this.#end - this.#base, spanRows));
  }

  /** The first position that can be read. */
  get floor(): number {
    return this.#floor;
  }

  get tail(): number {
    return this.#tail;
  }

  get following(): boolean {
    return this.#following;
  }

  row(position: number): MessageRow | undefined {
    return this.#rows.get(position);
  }

  /** The offset after the message at `position`. */
  offsetAt(position: number): Offset {
    return this.#rows.get(position)?.offset ?? formatOffset(this.#streamId, position + 1);
  }

  /** Takes over what is new about the stream. */
  update(info: StreamInfo): void {
    const { position: floor } = parseOffset(info.startOffset);
    if (info.id !== this.#streamId) this.#restart(info.id, floor);
    this.#floor = floor;
    this.#tail = parseOffset(info.tailOffset).position;
    if (this.#following) this.#reachEnd();
    else this.#end = this.#tail;
    void this.#load();
  }

  /** Follows the tail, or stops there. */
  follow(following: boolean): void {
    this.#following = following;
    if (following) this.#reachEnd();
    else this.#end = this.#tail;
    void this.#load();
  }

  /** Moves the list so that `position` is in it, with room on both sides if the stream has some. */
  slideTo(position: number): void {
    this.#base = Math.max(this.#floor, position - spanRows / 2);
  }

  /** Whether the list ends before the stream does, there. */
  hasMoreBefore(): boolean {
    return this.#base > this.#floor;
  }

  hasMoreAfter(): boolean {
    return this.#base + spanRows < this.#end;
  }

  /** Tells which positions are in view; the missing ones are read. */
  want(first: number, last: number): void {
    this.#wanted = { first, last };
    void this.#load();
  }

  /**
   * The position that an offset, or a number of messages, stands for; it is then in the list.
   *
   * @throws StreamError `GONE` below the retention's floor, `BAD_REQUEST` if it is no offset of this stream
   */
  async seek(offset: string): Promise<number> {
    const isCount = /^\d{1,11}$/.test(offset);
    const page = await this.#read(
      isCount ? formatOffset(this.#streamId, Number(offset)) : offset,
      pageMessages,
    );
    this.slideTo(page.position);
    return page.position;
  }

  /** The whole message at `position`. @throws StreamError */
  async readMessage(position: number): Promise<Uint8Array | undefined> {
    const offset = formatOffset(this.#streamId, position);
    const page = await this.#streams.readPacked(this.path, { offset, limitMessages: 1 });
    return page.lengths.length === 0 ? undefined : page.data;
  }

  dispose(): void {
    this.#disposed = true;
    this.#rows.clear();
  }

  #restart(streamId: number, floor: number): void {
    this.#rows.clear();
    this.#streamId = streamId;
    this.#base = floor;
    this.#end = floor;
  }

  async #load(): Promise<void> {
    if (this.#reading || this.#streamId < 0) return;
    this.#reading = true;
    this.problem = undefined;
    try {
      for (let from = this.#missing(); from !== undefined && !this.#disposed; from = this.#missing()) {
        await this.#loadFrom(from);
        this.#changed();
      }
    } catch (error) {
      this.problem = error instanceof StreamError ? error : new StreamError("STORE_FAILED", String(error));
      if (!this.#disposed) this.#changed();
    } finally {
      this.#reading = false;
    }
  }

  async #loadFrom(position: number): Promise<void> {
    try {
      const page = await this.#read(formatOffset(this.#streamId, position), pageMessages);
      const count = page.lengths.length;
      if (page.streamId !== this.#streamId || count === 0) return this.#giveUp(position);
      if (this.#following) this.#end = Math.max(this.#end, page.position + count);
    } catch (error) {
      // Retention went on between the last info and this read.
      const earliest =
        error instanceof StreamError && error.code === "GONE" ? error.details["earliestOffset"] : undefined;
      const floor = typeof earliest === "string" ? parseOffset(earliest) : undefined;
      if (!floor || floor.position <= this.#floor) throw error;
      this.#floor = floor.position;
    }
  }

  async #read(offset: Offset, limitMessages: number): Promise<PackedPage> {
    const page = await this.#streams.readPacked(this.path, { offset, limitMessages });
    if (!this.#disposed && page.streamId === this.#streamId) this.#rows.put(rowsOf(page));
    return page;
  }

  /** The position to read from next. */
  #missing(): number | undefined {
    // What came while the last page was on its way may be more than a page: only the end of it is in view.
    if (this.#following && this.#end < this.#tail)
      return Math.max(this.#floor, this.#end, this.#tail - pageMessages);
    const last = Math.min(this.#wanted.last, this.#end - 1);
    for (let position = Math.max(this.#wanted.first, this.#floor); position <= last; position++) {
      if (!this.#rows.has(position)) return position;
    }
    return undefined;
  }

  /** The stream is another one than the last info said, or shorter: the next info will tell. */
  #giveUp(position: number): void {
    this.#end = Math.min(this.#end, position);
    this.#tail = this.#end;
  }

  /** While following, the list ends where the stream does. */
  #reachEnd(): void {
    this.#base = Math.max(this.#base, this.#floor);
    if (this.#tail - this.#base > spanRows) this.slideTo(this.#tail);
  }
}

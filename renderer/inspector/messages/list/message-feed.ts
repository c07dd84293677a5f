import type { StreamError } from "../../../../src/protocol/errors.ts";
import type { PreviewPage } from "../../../../src/protocol/inspection/preview.ts";
import { formatOffset, parseOffset, type Offset } from "../../../../src/protocol/offset.ts";
import type { StreamInfo } from "../../../../src/protocol/stream.ts";
import type { Inspection } from "../../../client/inspection.ts";
import { earliestPosition, toError } from "../../explain.ts";
import { headBytes, rowsOf, type MessageRow, type RowSource } from "./message-row.ts";
import { RowCache } from "./row-cache.ts";

/** Rows kept in memory. */
const cachedRows = 2000;
/** Messages of one read: a few screens. */
const pageMessages = 150;
/** Messages of one read while following: what is in view at the tail. */
const tailMessages = 60;

/**
 * The messages of one stream as a list with random access. Positions have no gaps, so each one is a row,
 * and rows are read when they come into view: memory and work depend on the view, not on the stream.
 */
export class MessageFeed implements RowSource {
  readonly path: string;
  readonly #inspection: Pick<Inspection, "preview">;
  readonly #changed: () => void;
  readonly #rows = new RowCache(cachedRows);
  #streamId = -1;
  #floor = 0;
  #first = 0;
  #tail = 0;
  /** The end of the list: the tail, or while following, what has arrived of it. */
  #end = 0;
  #following = false;
  /** Whether rows stay that retention has dropped: someone looks at them. */
  #held = false;
  #wanted = { first: 0, last: -1 };
  #reading = false;
  #disposed = false;
  /** Why the last read failed; until the next one. */
  problem: StreamError | undefined;

  constructor(inspection: Pick<Inspection, "preview">, path: string, changed: () => void) {
    this.#inspection = inspection;
    this.path = path;
    this.#changed = changed;
  }

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return Math.max(this.#end, this.#first);
  }

  /** The first position that can be read. */
  get floor(): number {
    return this.#floor;
  }

  get tail(): number {
    return this.#tail;
  }

  row(position: number): MessageRow | undefined {
    return this.#rows.get(position);
  }

  /** The offset before the message at `position`: reading from it begins with that message. */
  offsetBefore(position: number): Offset {
    return formatOffset(this.#streamId, position);
  }

  /** Takes over what is new about the stream. */
  update(info: StreamInfo): void {
    const { position: floor } = parseOffset(info.startOffset);
    if (info.id !== this.#streamId) this.#restart(info.id, floor);
    this.#raiseFloor(floor);
    this.#tail = parseOffset(info.tailOffset).position;
    if (!this.#following) this.#end = this.#tail;
    void this.#load();
  }

  /** Follows the tail, or stops there. `hold`: what is in view stays there, even if it is dropped. */
  follow(following: boolean, { hold = false } = {}): void {
    this.#following = following;
    this.#held = hold;
    this.#raiseFloor(this.#floor);
    if (!following) this.#end = this.#tail;
    void this.#load();
  }

  want(first: number, last: number): void {
    this.#wanted = { first, last };
    void this.#load();
  }

  /**
   * The position that an offset, or a number of messages, stands for.
   *
   * @throws StreamError `GONE` below the retention's floor, `BAD_REQUEST` if it is no offset of this stream
   */
  async seek(offset: string): Promise<number> {
    const isCount = /^\d{1,11}$/.test(offset);
    const page = await this.#read(
      isCount ? formatOffset(this.#streamId, Number(offset)) : offset,
      pageMessages,
    );
    return page.position;
  }

  dispose(): void {
    this.#disposed = true;
    this.#rows.clear();
  }

  #restart(streamId: number, floor: number): void {
    this.#rows.clear();
    this.#streamId = streamId;
    this.#floor = this.#first = this.#end = floor;
  }

  #raiseFloor(floor: number): void {
    this.#floor = floor;
    if (!this.#held) this.#first = floor;
  }

  async #load(): Promise<void> {
    if (this.#reading || this.#streamId < 0) return;
    this.#reading = true;
    this.problem = undefined;
    try {
      for (let next = this.#missing(); next && !this.#disposed; next = this.#missing()) {
        await this.#loadFrom(next.from, next.count);
        this.#changed();
      }
    } catch (error) {
      this.problem = toError(error);
      if (!this.#disposed) this.#changed();
    } finally {
      this.#reading = false;
    }
  }

  async #loadFrom(position: number, messages: number): Promise<void> {
    try {
      const page = await this.#read(formatOffset(this.#streamId, position), messages);
      const count = page.headLengths.length;
      if (page.streamId !== this.#streamId || count === 0) return this.#giveUp(position);
      if (this.#following) this.#end = Math.max(this.#end, page.position + count);
    } catch (error) {
      // Retention went on between the last info and this read.
      const floor = earliestPosition(error);
      if (floor === undefined || floor <= this.#floor) throw error;
      this.#raiseFloor(floor);
    }
  }

  async #read(offset: Offset, limitMessages: number): Promise<PreviewPage> {
    const page = await this.#inspection.preview(this.path, { offset, limitMessages, headBytes });
    if (!this.#disposed && page.streamId === this.#streamId) this.#rows.put(rowsOf(page));
    return page;
  }

  /** What to read next. */
  #missing(): { from: number; count: number } | undefined {
    // What came while the last page was on its way may be more than a page: only the end of it is in view.
    if (this.#following && this.#end < this.#tail)
      return { from: Math.max(this.#floor, this.#end, this.#tail - tailMessages), count: tailMessages };
    const last = Math.min(this.#wanted.last, this.#end - 1);
    for (let position = Math.max(this.#wanted.first, this.#floor); position <= last; position++) {
      if (!this.#rows.has(position)) return { from: position, count: pageMessages };
    }
    return undefined;
  }

  /** The stream is another one than the last info said, or shorter: the next info will tell. */
  #giveUp(position: number): void {
    this.#end = Math.min(this.#end, position);
    this.#tail = this.#end;
  }
}

import type { StreamError } from "../../../../src/protocol/errors.ts";
import type { PreviewPage } from "../../../../src/protocol/inspection/preview.ts";
import { formatOffset, parseOffset, type Offset } from "../../../../src/protocol/offset.ts";
import type { StreamInfo } from "../../../../src/protocol/stream.ts";
import type { Inspection } from "../../../client/inspection.ts";
import { earliestPosition, toError } from "../../explain.ts";
import { headBytes, rowsOf, type MessageRow, type RowSource } from "./message-row.ts";
import { RowCache } from "./row-cache.ts";

/** The number of rows held in memory. */
const cachedRows = 2000;
/** The number of messages in one read: a few screens. */
const pageMessages = 150;
/** The number of messages in one read while following: those visible at the tail. */
const tailMessages = 60;

/**
 * The messages of one stream as a list with random access. Positions have no gaps, so each position is a row. Rows are read
 * when they become visible: memory and work depend on the view, not on the length of the stream.
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
  /** The end of the list: the tail, or, while following, the end of what has been read. */
  #end = 0;
  #following = false;
  /** Whether rows stay in the list after retention has dropped them, because the user is looking at them. */
  #held = false;
  #visible = { first: 0, last: -1 };
  #reading = false;
  #disposed = false;
  /** Why the last read failed. */
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

  /** The first position that can be read; retention raises it. */
  get floor(): number {
    return this.#floor;
  }

  get tail(): number {
    return this.#tail;
  }

  positionAt(index: number): number | undefined {
    return index >= this.first && index < this.end ? index : undefined;
  }

  indexOf(position: number): number | undefined {
    return this.positionAt(position);
  }

  row(position: number): MessageRow | undefined {
    return this.#rows.get(position);
  }

  /** The offset before the message at `position`: pass it to `read` to start with that message. */
  offsetBefore(position: number): Offset {
    return formatOffset(this.#streamId, position);
  }

  /** Applies the current state of the stream. */
  update(info: StreamInfo): void {
    const { position: floor } = parseOffset(info.startOffset);
    if (info.id !== this.#streamId) this.#restart(info.id, floor);
    this.#raiseFloor(floor);
    this.#tail = parseOffset(info.tailOffset).position;
    if (!this.#following) this.#end = this.#tail;
    void this.#load();
  }

  /** Starts or stops following the tail. `hold`: visible rows stay in the list, even if retention drops them. */
  follow(following: boolean, { hold = false } = {}): void {
    this.#following = following;
    this.#held = hold;
    this.#raiseFloor(this.#floor);
    if (!following) this.#end = this.#tail;
    void this.#load();
  }

  setVisible(first: number, last: number): void {
    this.#visible = { first, last };
    void this.#load();
  }

  /**
   * Resolves an offset, or a number of messages from the beginning, to a position.
   *
   * @throws StreamError `GONE` if retention has dropped the messages there; `BAD_REQUEST` if it is no offset of this stream
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
      if (page.streamId !== this.#streamId || count === 0) return this.#truncate(position);
      if (this.#following) this.#end = Math.max(this.#end, page.position + count);
    } catch (error) {
      // Retention may have dropped messages since the last info.
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

  /** The next range to read; undefined if all visible rows are loaded. */
  #missing(): { from: number; count: number } | undefined {
    // More than a page may have been appended during the last read: only its end is visible.
    if (this.#following && this.#end < this.#tail)
      return { from: Math.max(this.#floor, this.#end, this.#tail - tailMessages), count: tailMessages };
    const last = Math.min(this.#visible.last, this.#end - 1);
    for (let position = Math.max(this.#visible.first, this.#floor); position <= last; position++) {
      if (!this.#rows.has(position)) return { from: position, count: pageMessages };
    }
    return undefined;
  }

  /** The stream was replaced or is shorter than the last info said: ends the list here until the next info. */
  #truncate(position: number): void {
    this.#end = Math.min(this.#end, position);
    this.#tail = this.#end;
  }
}

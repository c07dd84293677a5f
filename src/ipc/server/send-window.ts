import type { Held } from "../../waiting/held.ts";
import { Queue } from "../../waiting/queue.ts";

/** Bytes that may be unread at the other end before the server stops reading pages for it. */
const windowBytes = 8 * 1024 * 1024;
/**
 * Responses sent while the window is full, such as refusals and results of writes that had started. More than
 * these mean that the other end keeps sending requests without reading.
 */
const maxResponsesBeyond = 25_000;
/** Bytes between two marks: several per window, and few where responses are small. */
const markEveryBytes = windowBytes / 8;
/** Pages that cursors may read in one turn of the event loop: their sizes are known in the next turn only. */
const pagesPerTurn = 8;
const maxMark = 2 ** 47;

/**
 * Flow control for a port, which has none of its own: unread messages of a `MessagePort` fill the memory of this
 * process without a bound. The server sends marks between its responses, and the client sends each one back when
 * it has read that far. Their ids are random, so a client can only know those that it has read.
 */
export class SendWindow {
  readonly #sendMark: (id: number) => void;
  readonly #marks = new Queue<{ readonly id: number; readonly bytes: number }>();
  /** Waiters for space, in order. */
  readonly #waiting = new Set<() => void>();
  #unread = 0;
  #sinceMark = 0;
  #responsesBeyond = 0;
  #pagesThisTurn = 0;
  #turnPending = false;

  constructor(sendMark: (id: number) => void) {
    this.#sendMark = sendMark;
  }

  /** Once the other end has read everything. What was sent since the last mark counts as read with the next one. */
  get held(): Held {
    return {
      "unread marks": this.#marks.size,
      "unread bytes": this.#unread - this.#sinceMark,
      "responses beyond the window": this.#responsesBeyond,
      "waiters for space": this.#waiting.size,
    };
  }

  get isOpen(): boolean {
    return this.#unread < windowBytes;
  }

  get isOverrun(): boolean {
    return this.#responsesBeyond > maxResponsesBeyond;
  }

  sent(bytes: number): void {
    if (!this.isOpen) this.#responsesBeyond++;
    this.#unread += bytes;
    this.#sinceMark += bytes;
    if (this.#sinceMark < markEveryBytes) return;
    const mark = { id: randomMark(), bytes: this.#sinceMark };
    this.#sinceMark = 0;
    this.#marks.push(mark);
    this.#sendMark(mark.id);
  }

  /** The client has sent a mark back. Returns false unless it is the next one due. */
  passed(id: number): boolean {
    if (this.#marks.first?.id !== id) return false;
    this.#unread -= this.#marks.take()!.bytes;
    if (this.isOpen) this.#responsesBeyond = 0;
    this.#admitWaiters();
    return true;
  }

  /** Settles when the window has space, or the signal is aborted; undefined if it has space now. */
  ready(signal?: AbortSignal): Promise<void> | undefined {
    return this.isOpen && this.#waiting.size === 0 ? undefined : this.#wait(signal);
  }

  /** The same before reading a page, whose size is not known yet. */
  readyForPage(signal: AbortSignal): Promise<void> | undefined {
    if (this.#pagesThisTurn >= pagesPerTurn) return this.#wait(signal);
    const pause = this.ready(signal);
    if (!pause) this.#countPage();
    return pause;
  }

  /** Wakes all waiters: the port is closed. */
  close(): void {
    for (const enter of this.#waiting) enter();
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const enter = () => {
        this.#waiting.delete(enter);
        signal?.removeEventListener("abort", enter);
        resolve();
      };
      this.#waiting.add(enter);
      if (signal?.aborted) enter();
      else signal?.addEventListener("abort", enter);
    });
  }

  #admitWaiters(): void {
    for (const enter of this.#waiting) {
      if (!this.isOpen || this.#pagesThisTurn >= pagesPerTurn) return;
      this.#countPage();
      enter();
    }
  }

  #countPage(): void {
    this.#pagesThisTurn++;
    if (this.#turnPending) return;
    this.#turnPending = true;
    setImmediate(() => {
      this.#turnPending = false;
      this.#pagesThisTurn = 0;
      this.#admitWaiters();
    });
  }
}

/** `node:crypto` is loaded with the first mark: a port that sends less does without. */
function randomMark(): number {
  return process.getBuiltinModule("node:crypto").randomInt(1, maxMark);
}

import { randomInt } from "node:crypto";
import { Queue } from "../../waiting/queue.ts";

/** Bytes that may be on their way, or lie unread at the other end, before nothing more is read for it. */
const windowBytes = 8 * 1024 * 1024;
/**
 * Answers beyond a full window, such as refusals and those of writes that were on their way. After more than
 * these the other end asks on and on and reads nothing.
 */
const maxAnswersBeyond = 25_000;
/** How often the other end is asked how far it is: several times a window, and rarely for small answers. */
const markEveryBytes = windowBytes / 8;
/** Pages that cursors may read in one turn of the event loop: the next turn knows how large they were. */
const pagesPerTurn = 8;
const maxMark = 2 ** 47;

/**
 * How much of what was sent over a port has been taken at its other end. A `MessagePort` holds what is not
 * read in the memory of this process, without a bound and without a word; so marks are sent along, and the
 * other end sends each one back when it has got so far. Their ids are random: only who reads knows them.
 */
export class SendWindow {
  readonly #sendMark: (id: number) => void;
  readonly #marks = new Queue<{ readonly id: number; readonly bytes: number }>();
  /** Waiters for space, in order. */
  readonly #waiting = new Set<() => void>();
  #unread = 0;
  #sinceMark = 0;
  #answersBeyond = 0;
  #pagesThisTurn = 0;
  #turnPending = false;

  constructor(sendMark: (id: number) => void) {
    this.#sendMark = sendMark;
  }

  get isOpen(): boolean {
    return this.#unread < windowBytes;
  }

  get isOverrun(): boolean {
    return this.#answersBeyond > maxAnswersBeyond;
  }

  sent(bytes: number): void {
    if (!this.isOpen) this.#answersBeyond++;
    this.#unread += bytes;
    this.#sinceMark += bytes;
    if (this.#sinceMark < markEveryBytes) return;
    const mark = { id: randomInt(1, maxMark), bytes: this.#sinceMark };
    this.#sinceMark = 0;
    this.#marks.push(mark);
    this.#sendMark(mark.id);
  }

  /** False for a mark that is not the next one to come back. */
  passed(id: number): boolean {
    if (this.#marks.first?.id !== id) return false;
    this.#unread -= this.#marks.take()!.bytes;
    if (this.isOpen) this.#answersBeyond = 0;
    this.#letIn();
    return true;
  }

  /** Settles when the window has space again, or the signal is aborted; undefined if it has space now. */
  ready(signal?: AbortSignal): Promise<void> | undefined {
    return this.isOpen && this.#waiting.size === 0 ? undefined : this.#wait(signal);
  }

  /** The same for one page, of unknown size. */
  readyForPage(signal: AbortSignal): Promise<void> | undefined {
    if (this.#pagesThisTurn >= pagesPerTurn) return this.#wait(signal);
    const full = this.ready(signal);
    if (!full) this.#countPage();
    return full;
  }

  /** Lets go of all who wait; there is nothing more to be sent. */
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

  #letIn(): void {
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
      this.#letIn();
    });
  }
}

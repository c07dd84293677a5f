import type { Subscription } from "rxjs";
import type { SearchOptions, SearchProgress } from "../../../../src/protocol/inspection/search.ts";
import type { Offset } from "../../../../src/protocol/offset.ts";
import type { Inspection } from "../../../client/inspection.ts";
import { toRow, type MessageRow, type RowSource } from "./message-row.ts";

/** The number of matches in one search; `more` continues it. */
const limitMatches = 500;

export interface MessageFilter {
  readonly kind: "text" | "jsonPath";
  readonly query: string;
  readonly direction: "forward" | "backward";
}

/** The matches of a filter in a stream. The search runs in the main process; this holds what it has found so far. */
export class SearchFeed implements RowSource {
  readonly first = 0;
  readonly filter: MessageFilter;
  readonly #inspection: Pick<Inspection, "search$">;
  readonly #path: string;
  readonly #changed: () => void;
  readonly #rows: MessageRow[] = [];
  readonly #indexes = new Map<number, number>();
  #subscription: Subscription | undefined;
  #scannedBefore = 0;
  #last: SearchProgress | undefined;
  #total = 0;
  error: unknown;

  constructor(
    inspection: Pick<Inspection, "search$">,
    path: string,
    filter: MessageFilter,
    changed: () => void,
  ) {
    this.#inspection = inspection;
    this.#path = path;
    this.filter = filter;
    this.#changed = changed;
    this.#search();
  }

  get end(): number {
    return this.#rows.length;
  }

  get running(): boolean {
    return this.#subscription !== undefined && !this.#subscription.closed;
  }

  /** The number of messages searched so far. */
  get scanned(): number {
    return this.#scannedBefore + (this.#last?.scanned ?? 0);
  }

  /** The number of messages to search. */
  get total(): number {
    return this.#total;
  }

  /** The number of messages searched only in part. */
  get cut(): number {
    return this.#last?.cut ?? 0;
  }

  get hasMore(): boolean {
    return !this.running && this.error === undefined && this.scanned < this.total;
  }

  /** The positions of the matches, in the order of the search. */
  get positions(): number[] {
    return this.#rows.map(({ position }) => position);
  }

  positionAt(index: number): number | undefined {
    return this.#rows[index]?.position;
  }

  indexOf(position: number): number | undefined {
    return this.#indexes.get(position);
  }

  row(index: number): MessageRow | undefined {
    return this.#rows[index];
  }

  setVisible(): void {
    // All matches are loaded.
  }

  /** Continues the search. */
  more(): void {
    if (this.running || !this.#last) return;
    this.#scannedBefore = this.scanned;
    this.#search(this.#last.position);
  }

  cancel(): void {
    this.#subscription?.unsubscribe();
    this.#changed();
  }

  dispose(): void {
    this.#subscription?.unsubscribe();
  }

  #search(offset?: Offset): void {
    const { kind, query, direction } = this.filter;
    const options: SearchOptions = { [kind]: query, direction, limitMatches, ...(offset && { offset }) };
    this.#last = undefined;
    this.#subscription = this.#inspection.search$(this.#path, options).subscribe({
      next: (progress) => this.#take(progress),
      error: (error: unknown) => {
        this.error = error;
        this.#changed();
      },
      complete: () => queueMicrotask(this.#changed),
    });
  }

  #take(progress: SearchProgress): void {
    this.#last = progress;
    this.#total = Math.max(this.#total, this.#scannedBefore + progress.total);
    for (const match of progress.matches) {
      const row = toRow(match);
      this.#indexes.set(row.position, this.#rows.length);
      this.#rows.push(row);
    }
    this.#changed();
  }
}

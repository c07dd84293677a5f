import type { Subscription } from "rxjs";
import type { BrowsePage } from "../../../src/protocol/inspection/browse.ts";
import type { Inspection } from "../../client/inspection.ts";
import type { ListQuery, ListRow, StreamRows } from "./stream-rows.ts";

/** Rows in a page: about one screen. */
const pageRows = 50;
/** The number of pages held in memory. */
const keptPages = 80;

/** All streams of a query as one list. Visible pages are live; others keep their last state until they are visible again. */
export class FlatRows implements StreamRows {
  readonly #inspection: Pick<Inspection, "browse$">;
  readonly #query: ListQuery;
  readonly #changed: () => void;
  readonly #pages = new Map<number, readonly (ListRow | undefined)[]>();
  readonly #live = new Map<number, Subscription>();
  #total: number | undefined;
  error: unknown;
  // There are no folders in a flat list.
  readonly folders: readonly string[] = [];

  constructor(inspection: Pick<Inspection, "browse$">, query: ListQuery, changed: () => void) {
    this.#inspection = inspection;
    this.#query = query;
    this.#changed = changed;
    this.#open(0);
  }

  get length(): number {
    return this.#total ?? this.#pages.get(0)?.length ?? 0;
  }

  get total(): number | undefined {
    return this.#total;
  }

  get loaded(): boolean {
    return this.#pages.size > 0;
  }

  row(index: number): ListRow | undefined {
    return this.#pages.get(Math.floor(index / pageRows))?.[index % pageRows];
  }

  setVisible(first: number, last: number): void {
    const from = Math.floor(Math.max(0, first) / pageRows);
    const to = Math.floor(Math.max(0, last) / pageRows);
    for (const [page, subscription] of this.#live) {
      if (page >= from && page <= to) continue;
      subscription.unsubscribe();
      this.#live.delete(page);
    }
    for (let page = from; page <= to; page++) if (!this.#live.has(page)) this.#open(page);
  }

  indexOf(path: string): number | undefined {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row?.kind === "stream" && row.stream.info.path === path);
      if (at !== -1) return page * pageRows + at;
    }
    return undefined;
  }

  toggle(): void {
    // Nothing to expand.
  }

  reveal(): void {
    // Nothing hides a stream.
  }

  dispose(): void {
    for (const subscription of this.#live.values()) subscription.unsubscribe();
    this.#live.clear();
  }

  #open(page: number): void {
    const skip = page * pageRows;
    // Without `skip`, the store reads its database and not its index, which may lag.
    const options = { ...this.#query, limit: pageRows, ...(skip > 0 && { skip }) };
    const subscription = this.#inspection.browse$(options).subscribe({
      next: (value) => this.#take(page, value),
      error: (error: unknown) => {
        this.error = error;
        this.#changed();
      },
    });
    this.#live.set(page, subscription);
  }

  #take(page: number, { rows, total }: BrowsePage): void {
    this.error = undefined;
    this.#pages.delete(page);
    this.#pages.set(
      page,
      rows.map((row) =>
        row.kind === "stream" ? { kind: "stream", depth: 0, stream: row, label: row.info.path } : undefined,
      ),
    );
    this.#total = total ?? this.#total;
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) break;
      if (!this.#live.has(old)) this.#pages.delete(old);
    }
    this.#changed();
  }
}

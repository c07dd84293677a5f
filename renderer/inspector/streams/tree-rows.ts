import type { Subscription } from "rxjs";
import type { BrowseFolder, BrowseStream } from "../../../src/protocol/inspection/browse.ts";
import type { Inspection } from "../../client/inspection.ts";
import type { ListQuery, ListRow, StreamRows } from "./stream-rows.ts";

type Row = BrowseFolder | BrowseStream;

interface Level {
  /** The first page, which is live. */
  first: readonly Row[];
  /** The rows of further pages, as they were when loaded. */
  rest: readonly Row[];
  next: string | undefined;
  loading: boolean;
}

/** Rows in a page of a folder. */
const pageRows = 300;
/** The number of folders that stay live: a port limits its cursors. */
const liveFolders = 8;

/** The streams as a tree of the segments of their paths. A folder is read when it is opened. */
export class TreeRows implements StreamRows {
  readonly #inspection: Pick<Inspection, "browse" | "browse$">;
  readonly #query: ListQuery;
  readonly #changed: () => void;
  readonly #levels = new Map<string, Level>();
  readonly #open = new Set<string>([""]);
  readonly #live = new Map<string, Subscription>();
  #rows: ListRow[] = [];
  error: unknown;
  readonly total = undefined;

  /** `folders`: those to expand at once. */
  constructor(
    inspection: Pick<Inspection, "browse" | "browse$">,
    query: ListQuery,
    folders: readonly string[],
    changed: () => void,
  ) {
    this.#inspection = inspection;
    this.#query = { ...(query.orderBy && { orderBy: query.orderBy }), descending: query.descending ?? false };
    this.#changed = changed;
    this.#watch("");
    for (const folder of folders) this.#expand(folder);
  }

  get folders(): readonly string[] {
    return [...this.#open].filter((folder) => folder !== "");
  }

  get length(): number {
    return this.#rows.length;
  }

  get loaded(): boolean {
    return this.#levels.has("");
  }

  row(index: number): ListRow | undefined {
    return this.#rows[index];
  }

  setVisible(first: number, last: number): void {
    for (const row of this.#rows.slice(Math.max(0, first), last + 1)) {
      if (row.kind === "more") void this.#more(row.folder);
    }
  }

  indexOf(path: string): number | undefined {
    const at = this.#rows.findIndex((row) => row.kind === "stream" && row.stream.info.path === path);
    return at === -1 ? undefined : at;
  }

  toggle(folder: string, open: boolean): void {
    if (open) this.#expand(folder);
    else this.#open.delete(folder);
    this.#flatten();
  }

  reveal(path: string): void {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end + 1);
      if (!this.#open.has(folder)) this.#expand(folder);
    }
    this.#flatten();
  }

  #expand(folder: string): void {
    this.#open.add(folder);
    this.#watch(folder);
  }

  dispose(): void {
    for (const subscription of this.#live.values()) subscription.unsubscribe();
    this.#live.clear();
  }

  #watch(folder: string): void {
    this.#live.get(folder)?.unsubscribe();
    this.#live.delete(folder);
    const subscription = this.#inspection.browse$({ ...this.#query, folder, limit: pageRows }).subscribe({
      next: ({ rows, next }) => {
        this.error = undefined;
        const level = this.#levels.get(folder);
        if (level) level.first = rows;
        else this.#levels.set(folder, { first: rows, rest: [], next, loading: false });
        this.#flatten();
      },
      error: (error: unknown) => {
        this.error = error;
        this.#changed();
      },
    });
    this.#live.set(folder, subscription);
    for (const [old, stale] of this.#live) {
      if (this.#live.size <= liveFolders) return;
      if (old === "") continue;
      stale.unsubscribe();
      this.#live.delete(old);
    }
  }

  async #more(folder: string): Promise<void> {
    const level = this.#levels.get(folder);
    if (!level || level.loading || level.next === undefined) return;
    level.loading = true;
    try {
      const page = await this.#inspection.browse({
        ...this.#query,
        folder,
        limit: pageRows,
        after: level.next,
      });
      level.rest = [...level.rest, ...page.rows];
      level.next = page.next;
    } catch (error) {
      this.error = error;
    } finally {
      level.loading = false;
      this.#flatten();
    }
  }

  #flatten(): void {
    this.#rows = [];
    this.#append("", 0);
    this.#changed();
  }

  #append(path: string, depth: number): void {
    const level = this.#levels.get(path);
    if (!level) return;
    for (const row of [...level.first, ...level.rest]) {
      if (row.kind === "stream") {
        this.#rows.push({ kind: "stream", depth, stream: row, label: row.info.path.slice(path.length) });
        continue;
      }
      const open = this.#open.has(row.path);
      this.#rows.push({ kind: "folder", depth, folder: row, open });
      if (open) this.#append(row.path, depth + 1);
    }
    if (level.next !== undefined) this.#rows.push({ kind: "more", depth, folder: path });
  }
}

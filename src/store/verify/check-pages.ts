import type { Database } from "better-sqlite3";
import type { Findings } from "./findings.ts";

interface PageRow {
  readonly name: string;
  readonly pageno: number;
  readonly pagetype: string;
  readonly ncell: number;
}

export interface PageCount {
  /** The rows of all tables and the entries of all indexes, which are still to be read after the pages. */
  cells: number;
}

/** Checks that each page belongs to exactly one table or index, or is free. Yields 1 for each page. */
export function* checkPages(
  db: Database,
  findings: Findings,
  count: PageCount,
): Generator<number, void, undefined> {
  const pages = db.pragma("page_count", { simple: true }) as number;
  const seen = new Uint8Array(Math.ceil((pages + 1) / 8));
  let used = 0;
  const all = db.prepare<[], PageRow>("SELECT name, pageno, pagetype, ncell FROM dbstat");
  for (const { name, pageno, pagetype, ncell } of all.iterate()) {
    yield 1;
    if (pagetype === "leaf") count.cells += ncell;
    if (pagetype !== "leaf" && pagetype !== "internal" && pagetype !== "overflow")
      findings.add("page", `page ${pageno} of ${name} is damaged`);
    if (pageno < 1 || pageno > pages) {
      findings.add("page", `${name} refers to page ${pageno}, but the file has ${pages} pages`);
      continue;
    }
    const bit = 1 << (pageno & 7);
    if (seen[pageno >> 3]! & bit) findings.add("page", `page ${pageno} of ${name} is also used elsewhere`);
    else used++;
    seen[pageno >> 3]! |= bit;
  }
  const free = db.pragma("freelist_count", { simple: true }) as number;
  const unaccounted = pages - used - free - pointerMapPages(db, pages);
  if (unaccounted !== 0)
    findings.add("page", `pages that are neither used nor free: ${Math.abs(unaccounted)}`);
}

/** The number of SQLite's pointer map pages, which record what refers to each page so that `compact` can move it. */
function pointerMapPages(db: Database, pages: number): number {
  const isMovable = db.pragma("auto_vacuum", { simple: true }) !== 0;
  if (!isMovable || pages < 2) return 0;
  const usable = db.pragma("page_size", { simple: true }) as number;
  // Page 2 is the first. Each describes the pages that follow it, with five bytes for each.
  return Math.ceil((pages - 1) / (Math.floor(usable / 5) + 1));
}

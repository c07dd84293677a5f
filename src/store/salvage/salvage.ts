import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { openDatabase } from "../sqlite/database.ts";
import { databaseFile } from "../sqlite/file-names.ts";
import { resolveOptions } from "../options.ts";
import { toStreamError } from "../sqlite/errors.ts";
import { collect } from "./collect.ts";
import { PageFile } from "./page-file.ts";
import { mendStreams } from "./mend-streams.ts";
import type { SalvageOptions, SalvageReport } from "./report.ts";

/**
 * Reads what can be read of a damaged store into a new one, and says what is lost. The damaged store is not changed.
 *
 * It goes through the pages of the file and of its log, also where SQLite finds no way to them, and takes the rows that
 * can be made out; messages only if their checksum is right. Each keeps its offset. A stream with a hole goes on behind its
 * last hole; what was before it is in streams of its own, closed, whose offsets are the same (`parts`).
 *
 * It blocks until it is done.
 *
 * @throws StreamError `NOT_FOUND` (no store there), `BAD_REQUEST` (the new folder holds something), `DISK_FULL`
 */
export function salvageStore(damaged: string, target: string, options: SalvageOptions = {}): SalvageReport {
  const file = join(damaged, databaseFile);
  if (!existsSync(file)) throw new StreamError("NOT_FOUND", `there is no stream store at ${file}`);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new StreamError("BAD_REQUEST", `the folder for the new store is not empty: ${target}`);
  try {
    return salvage(file, target, options);
  } catch (error) {
    throw toStreamError(error);
  }
}

function salvage(file: string, target: string, { onProgress }: SalvageOptions): SalvageReport {
  const pages = new PageFile(file);
  const database = openDatabase(resolveOptions({ directory: target }));
  try {
    return database.db
      .transaction(() => {
        const found = collect(pages, database.db, (page, total) => onProgress?.({ pages: page, total }));
        const mended = mendStreams(database.db, found.lastStreamId);
        const { messages, unproven, changed, broken } = found;
        return { messages, unproven, changed, broken, isLogBroken: pages.isLogBroken, ...mended };
      })
      .immediate();
  } finally {
    database.close();
    pages.close();
  }
}

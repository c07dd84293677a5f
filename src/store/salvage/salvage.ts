import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { StreamError } from "../../protocol/errors.ts";
import { storeFiles } from "../files/store-files.ts";
import { assertOutsideStore } from "../files/target.ts";
import { openDatabase } from "../sqlite/database.ts";
import { databaseFile } from "../sqlite/file-names.ts";
import { assertUnlocked } from "../sqlite/writer-lock.ts";
import { resolveOptions } from "../options.ts";
import { toStreamError } from "../sqlite/errors.ts";
import { collect } from "./collect.ts";
import { PageFile } from "./page-file.ts";
import { rebuildStreams } from "./rebuild-streams.ts";
import type { SalvageOptions, SalvageReport } from "./report.ts";

/**
 * Copies everything that can be read from a damaged store into a new one, and reports what is lost. Blocks until it is done.
 *
 * It reads all pages of the file and of its write-ahead log, including those that SQLite can no longer reach, and copies each
 * row that it can identify, but no message with a wrong checksum. Messages keep their offsets. A stream with gaps continues
 * after its last gap; the messages before that are in closed streams with the same offsets (`parts`).
 *
 * @param damaged the folder of the damaged store, which must not be open; it is not changed
 * @param target the folder for the new store; created if missing
 * @throws StreamError `NOT_FOUND` (there is no store in `damaged`), `BAD_REQUEST` (`target` is not empty, or is
 *   inside a store's folder), `STORE_LOCKED` (`damaged` is open for writing in `details.pid`), `DISK_FULL`, `STORE_FAILED`
 *   (a file cannot be read or written)
 */
export function salvageStore(damaged: string, target: string, options: SalvageOptions = {}): SalvageReport {
  const file = join(damaged, databaseFile);
  try {
    if (!existsSync(file)) throw new StreamError("NOT_FOUND", `there is no stream store at ${file}`);
    if (existsSync(target) && readdirSync(target).length > 0)
      throw new StreamError("BAD_REQUEST", `the folder for the new store must be empty: ${target}`);
    assertOutsideStore(target, damaged);
    // Reading its files would free the locks that this process has on them.
    assertUnlocked(storeFiles(damaged));
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
        const rebuilt = rebuildStreams(database.db, found.lastStreamId);
        const { messages, unproven, changed, broken } = found;
        return { messages, unproven, changed, broken, isLogBroken: pages.isLogBroken, ...rebuilt };
      })
      .immediate();
  } finally {
    database.close();
    pages.close();
  }
}

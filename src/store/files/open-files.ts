import { StreamError } from "../../protocol/errors.ts";
import { isSameInode, statOf } from "./identity.ts";

/** How long the other files may be gone before a commit notices it, in milliseconds. */
const intervalMs = 20;

/** `details.reason` of the `StreamError`. */
const movedReason = "MOVED";

/** Whether a file of the store was deleted, moved or replaced. Nothing was written then. */
export function isMoved(error: unknown): error is StreamError {
  return error instanceof StreamError && error.details["reason"] === movedReason;
}

/**
 * The files that an open store uses. Except on Windows, other programs can delete, move or replace them meanwhile: SQLite
 * continues to write to the files that it has open, and no program that opens the path finds that.
 */
export class OpenFiles {
  readonly #database: OpenFile | undefined;
  readonly #others: readonly OpenFile[];
  #checkedAt = -Infinity;

  /**
   * @param database its path; undefined for a store without files to move, such as one in memory
   * @param others the paths of the files that belong to it
   */
  constructor(database: string | undefined, others: readonly string[] = []) {
    const isMovable = database !== undefined && process.platform !== "win32";
    this.#database = isMovable ? openFile(database) : undefined;
    this.#others = isMovable ? others.map(openFile).filter((file) => file !== undefined) : [];
  }

  /**
   * Checks before a commit that the paths still lead to the open files. A commit that is lost with its database cannot be
   * recovered: the database is always checked, in about 2 µs, and the others now and then.
   *
   * @throws StreamError `STORE_FAILED` (`details.reason` is `MOVED`, `details.path` the file)
   */
  assertInPlace(): void {
    if (this.#database) assertSame(this.#database);
    const now = performance.now();
    if (now - this.#checkedAt < intervalMs) return;
    for (const file of this.#others) assertSame(file);
    this.#checkedAt = now;
  }

  /** The same within `intervalMs` for all files, for a reader: it costs nothing in between. */
  assertInPlaceSoon(): void {
    if (performance.now() - this.#checkedAt >= intervalMs) this.assertInPlace();
  }
}

interface OpenFile {
  readonly path: string;
  readonly stats: NonNullable<ReturnType<typeof statOf>>;
}

/** Some network file systems number nothing: their files are not told apart. */
function openFile(path: string): OpenFile | undefined {
  const stats = statOf(path);
  return stats && stats.ino !== 0n ? { path, stats } : undefined;
}

function assertSame({ path, stats }: OpenFile): void {
  const found = lookUp(path);
  if (found === "unknown" || (found && isSameInode(found, stats))) return;
  throw StreamError.ofFile(
    "STORE_FAILED",
    `another program has ${found ? "replaced" : "deleted or moved"} a file of the open store: put it back, ` +
      `or close the store and open it again (backup() saves what it holds first); nothing was written`,
    path,
    { reason: movedReason, path },
  );
}

/** A system that does not tell, because it has revoked the right to or because a network is down, has moved nothing. */
function lookUp(path: string): ReturnType<typeof statOf> | "unknown" {
  try {
    return statOf(path);
  } catch {
    return "unknown";
  }
}

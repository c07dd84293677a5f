import type { StreamError } from "../../protocol/errors.ts";
import type { Garbage } from "../messages/garbage.ts";
import type { MessageLog } from "../messages/log.ts";
import type { LazyTransaction } from "../sqlite/lazy-transaction.ts";
import type { Catalog } from "../streams/catalog.ts";
import type { FailureLog } from "./failure-log.ts";
import type { FileGuard } from "./file-guard.ts";

/** What a commit puts into its transaction. */
export interface CommitParts {
  readonly transaction: LazyTransaction;
  readonly catalog: Catalog;
  readonly log: MessageLog;
  readonly garbage: Garbage;
  readonly failures: FailureLog;
  readonly files: FileGuard;
  /** The error that callers get. */
  readonly describe: (error: unknown) => StreamError;
}

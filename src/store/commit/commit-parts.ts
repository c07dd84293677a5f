import type { StreamError } from "../../protocol/errors.ts";
import type { Garbage } from "../messages/garbage.ts";
import type { MessageLog } from "../messages/log.ts";
import type { Logger } from "../options.ts";
import type { LazyTransaction } from "../sqlite/lazy-transaction.ts";
import type { Catalog } from "../streams/catalog.ts";

/** What a commit puts into its transaction. */
export interface CommitParts {
  readonly transaction: LazyTransaction;
  readonly catalog: Catalog;
  readonly log: MessageLog;
  readonly garbage: Garbage;
  readonly logger: Logger;
  /** The error that callers get. */
  readonly describe: (error: unknown) => StreamError;
}

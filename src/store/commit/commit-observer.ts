import type { StreamChange } from "../../protocol/stream.ts";
import type { OnlyMessage } from "../messages/log.ts";
import type { WriteTransaction } from "./write-transaction.ts";

/** What a commit contained; reported after it, when nothing can be rolled back. */
export interface Committed {
  readonly changes: readonly StreamChange[];
  /** The message, if the commit contained only one. */
  readonly onlyMessage: OnlyMessage | undefined;
  /** Bytes of the messages that were stored. */
  readonly bytes: number;
  /** Whether there is something new for maintenance to delete. */
  readonly hasGarbage: boolean;
}

/** Sees each change inside its transaction and may write there, so that the consequences commit with it. */
export interface CommitObserver {
  /** As it happens. What need not be written at once can wait for `beforeCommit`. */
  announced(type: StreamChange["type"], path: string): void;
  beforeCommit(transaction: WriteTransaction): void;
  committed(): void;
  rolledBack(): void;
}

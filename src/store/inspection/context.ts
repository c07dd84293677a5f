import type { Maintenance } from "../background/maintenance.ts";
import type { SlowOperations } from "./slow-operations.ts";
import type { StoreContext } from "../context.ts";
import type { OpenDatabase } from "../sqlite/database.ts";
import type { MessageFacts } from "./message-facts.ts";
import type { StreamIndex } from "./browse/stream-index.ts";
import type { StreamTable } from "./stream-table.ts";

/** What every operation of the inspection works with. */
export interface InspectionContext {
  readonly store: StoreContext;
  readonly database: OpenDatabase;
  /** Undefined in a store that was opened to be read. */
  readonly maintenance: Maintenance | undefined;
  readonly slowOperations: SlowOperations;
  readonly table: StreamTable;
  readonly facts: MessageFacts;
  readonly index: StreamIndex;
}

import type { Maintenance } from "../background/maintenance.ts";
import type { SlowOperations } from "./slow-operations.ts";
import type { StoreContext } from "../context.ts";
import type { OpenDatabase } from "../sqlite/database.ts";
import type { MessageFacts } from "./message-facts.ts";
import type { StreamIndex } from "./browse/stream-index.ts";
import type { StreamTable } from "./browse/stream-table.ts";

/** The parts that the operations of the inspection work with. */
export interface InspectionContext {
  readonly store: StoreContext;
  readonly database: OpenDatabase;
  /** Undefined in a store that was opened read-only. */
  readonly maintenance: Maintenance | undefined;
  readonly slowOperations: SlowOperations;
  readonly table: StreamTable;
  readonly facts: MessageFacts;
  readonly index: StreamIndex;
}

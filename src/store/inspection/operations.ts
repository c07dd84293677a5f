/** What `Inspection` loads with its first call: most apps never open an inspector. */
import type { OpenStore } from "../wiring.ts";
import { StreamIndex } from "./browse/stream-index.ts";
import type { InspectionContext } from "./context.ts";
import { MessageFacts } from "./message-facts.ts";
import type { SlowOperations } from "./slow-operations.ts";
import { StreamTable } from "./browse/stream-table.ts";

export { browse } from "./browse/browse.ts";
export { health } from "./health.ts";
export { lifeline } from "./lifeline.ts";
export { preview } from "./preview.ts";
export { search } from "./search/search.ts";
export { seekTime } from "./seek-time.ts";
export { spaceMap } from "./space-map.ts";
export { timeline } from "./timeline.ts";

export function createContext(
  { context: store, database, maintenance }: OpenStore,
  slowOperations: SlowOperations,
): InspectionContext {
  const { db } = database;
  const table = new StreamTable(db);
  return {
    store,
    database,
    maintenance,
    slowOperations,
    table,
    facts: new MessageFacts(db),
    index: new StreamIndex(store, table, db),
  };
}

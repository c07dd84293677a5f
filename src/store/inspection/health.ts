import type { StoreHealth } from "../../protocol/inspection/health.ts";
import { databaseStats } from "../operations/stats.ts";
import { assertNotClosed } from "../context.ts";
import { countPaths } from "./browse/paths.ts";
import type { InspectionContext } from "./context.ts";
import { pathsUnder } from "./stream-table.ts";

export async function health(
  context: InspectionContext,
): Promise<Omit<StoreHealth, "windows" | "mayManage">> {
  const { store, db, file, maintenance, slowOperations } = context;
  assertNotClosed(store);
  const streams = await countPaths(context, pathsUnder(""));
  assertNotClosed(store);
  return {
    at: store.options.now(),
    readOnly: store.options.readOnly,
    streams,
    ...databaseStats(db, file),
    ...(maintenance?.lastCleanup && { lastCleanup: maintenance.lastCleanup }),
    ...(maintenance?.lastCompaction && { lastCompaction: maintenance.lastCompaction }),
    subscriptions: store.live.total + store.changes.listeners,
    slowest: [...slowOperations.slowest],
  };
}

import type { StoreHealth } from "../../protocol/inspection/health.ts";
import { databaseStats } from "../operations/stats.ts";
import { countPaths } from "./browse/paths.ts";
import type { InspectionContext } from "./context.ts";
import { pathsUnder } from "./browse/stream-table.ts";

export async function health(
  context: InspectionContext,
): Promise<Omit<StoreHealth, "windows" | "mayManage">> {
  const { store, database, maintenance, slowOperations } = context;
  store.commit.assertOpen();
  const streams = await countPaths(context, pathsUnder(""));
  store.commit.assertOpen();
  return {
    at: store.clock.now(),
    readOnly: store.options.readOnly,
    streams,
    ...databaseStats(database),
    ...(maintenance?.lastCleanup && { lastCleanup: maintenance.lastCleanup }),
    ...(maintenance?.lastCompaction && { lastCompaction: maintenance.lastCompaction }),
    invalidMessages: store.definitions.invalidMessages,
    subscriptions: store.live.total + store.changes.listeners,
    slowest: [...slowOperations.slowest],
  };
}

import type { CompactionReport } from "../../protocol/inspection/health.ts";
import { readOnlyError } from "../sqlite/errors.ts";
import type { OpenStore } from "../wiring.ts";

/**
 * Deletes unreadable messages and returns free pages to the file system, in slices that let other work run. Calls during a
 * compaction share it.
 *
 * @throws StreamError `STORE_READ_ONLY`, `STORE_CLOSED`
 */
export async function compact({
  context,
  maintenance,
}: Pick<OpenStore, "context" | "maintenance">): Promise<CompactionReport> {
  context.commit.assertOpen();
  if (!maintenance) throw readOnlyError();
  return maintenance.compact();
}

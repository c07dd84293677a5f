import type { CompactionReport } from "../../protocol/inspection/health.ts";
import { readOnlyError } from "../sqlite/errors.ts";
import type { OpenStore } from "../wiring.ts";

/**
 * Deletes unreadable messages and gives free pages back to the file system, in slices between which others run. Calls while
 * one is running share it.
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

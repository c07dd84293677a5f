import type { StoreContext } from "../context.ts";
import { anyPath, type Watch } from "./live-readers.ts";

/**
 * Waits for something to happen to a stream, or to any.
 *
 * @throws StreamError `STORE_CLOSED`
 */
export function watch(
  { commit, live }: Pick<StoreContext, "commit" | "live">,
  path: string | undefined,
  signal: AbortSignal | undefined,
): Watch {
  commit.assertOpen();
  return live.watch(path ?? anyPath, signal);
}

import type { StoreContext } from "../context.ts";
import { anyPath, type Watch } from "./live-readers.ts";

/**
 * Waits for changes of a stream, or of any stream if `path` is left out.
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

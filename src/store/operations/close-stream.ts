import type { AppendResult } from "../../protocol/stream.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { requireStream, type StoreContext } from "../context.ts";
import { close, result } from "./append.ts";

/**
 * Closes a stream for good: readers learn that nothing will follow. Closing it again succeeds
 * (PROTOCOL.md, section 5.3).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
 */
export async function closeStream(context: StoreContext, path: string): Promise<AppendResult> {
  assertStreamPath(path);
  return context.commit.submit((transaction) => {
    const state = requireStream(context, path);
    if (state.closed) return result(context, state, true);
    close(transaction, state, undefined);
    slideDeadline(context, state);
    return result(context, state, false);
  });
}

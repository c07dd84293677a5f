import type { AppendResult } from "../../protocol/stream.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { StoreContext } from "../context.ts";
import { appendResult, markClosed } from "../streams/append-messages.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { settleAndRequire } from "../streams/settle.ts";

/**
 * Closes a stream permanently: appends are rejected, and readers learn that nothing will follow. Closing a closed stream
 * succeeds (PROTOCOL.md, section 5.3).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
 */
export async function closeStream(context: StoreContext, path: string): Promise<AppendResult> {
  assertStreamPath(path);
  return context.commit.submit((transaction) => {
    const stream = settleAndRequire(context, path, transaction);
    if (stream.closed) return appendResult(context, stream, true);
    markClosed(transaction, stream, undefined);
    slideDeadline(context, stream, transaction);
    return appendResult(context, stream, false);
  });
}

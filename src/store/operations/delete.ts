import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { StoreContext } from "../context.ts";
import { removeStream } from "../streams/remove.ts";
import { settleAndRequire } from "../streams/settle.ts";

/**
 * Deletes a stream: it is invisible at once, and its space is reclaimed in the background (PROTOCOL.md, section 5.4). While
 * forks need its messages, the path cannot be used again and answers `GONE`.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
 */
export async function deleteStream(context: StoreContext, path: string): Promise<void> {
  assertStreamPath(path);
  return context.commit.submit((transaction) => {
    const stream = settleAndRequire(context, path, transaction);
    removeStream(context, transaction, stream, "deleted");
  });
}

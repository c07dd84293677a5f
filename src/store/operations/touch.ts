import type { StreamInfo } from "../../protocol/stream.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { StoreContext } from "../context.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { toInfo } from "../streams/info.ts";
import { settleAndRequire } from "../streams/settle.ts";

/**
 * Restarts a stream's TTL as a read does, and resolves once the new deadline is committed.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
 */
export async function touch(context: StoreContext, path: string): Promise<StreamInfo> {
  assertStreamPath(path);
  return context.commit.submit((transaction) => {
    const stream = settleAndRequire(context, path, transaction);
    slideDeadline(context, stream, transaction);
    return toInfo(context, stream);
  });
}

import type { StreamInfo } from "../../protocol/stream.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { requireStream, type StoreContext } from "../context.ts";
import { toInfo } from "../streams/info.ts";

/**
 * Restarts the countdown of a stream with a time to live, as a read would, and puts the new deadline on
 * disk before it resolves.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
 */
export async function touch(context: StoreContext, path: string): Promise<StreamInfo> {
  assertStreamPath(path);
  return context.commit.submit(() => {
    const state = requireStream(context, path);
    slideDeadline(context, state);
    return toInfo(context, state);
  });
}

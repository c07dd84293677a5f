import type { Retention, StreamInfo } from "../../protocol/stream.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import { anyPath } from "../live/live-readers.ts";
import { floorTowards, normalRetention, raiseFloor } from "../streams/retention.ts";
import type { StoreContext } from "../context.ts";
import { toInfo } from "../streams/info.ts";
import { settleAndRequire } from "../streams/settle.ts";
import { checkRetention } from "./create/check-options.ts";

/**
 * Replaces a stream's retention; without one, the stream keeps everything from now on. Messages beyond the new limits are
 * dropped before it resolves, and cannot be restored: the floor only rises.
 *
 * Dropping very many messages takes several commits. The last one sets the retention.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
 */
export async function setRetention(
  context: StoreContext,
  path: string,
  retention?: Retention,
): Promise<StreamInfo> {
  assertStreamPath(path);
  checkRetention("setRetention", retention);
  const wanted = normalRetention(retention);
  for (;;) {
    const info = await context.commit.submit((transaction) => {
      const stream = settleAndRequire(context, path, transaction);
      const { floor } = stream;
      if (wanted) raiseFloor(context, stream, floorTowards(context, stream, wanted), transaction);
      transaction.changed(stream);
      if (stream.floor > floor) return undefined;
      stream.retain(wanted);
      return toInfo(context, stream);
    });
    if (!info) continue;
    // The commit woke no watcher of the stream's properties: a new retention is not announced as a change.
    context.live.wake(path);
    context.live.wake(anyPath);
    return info;
  }
}

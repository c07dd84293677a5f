import type { Retention, StreamInfo } from "../../protocol/stream.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import { anyPath } from "../live/live-readers.ts";
import { floorTowards, normalRetention, raiseFloor } from "../streams/retention.ts";
import type { StoreContext } from "../context.ts";
import { toInfo } from "../streams/info.ts";
import { settleAndRequire } from "../streams/settle.ts";
import { checkRetention } from "./create/check-options.ts";

/**
 * Replaces what a stream keeps; without a retention it keeps everything from now on. What falls out is dropped
 * before it resolves, and nothing that was dropped comes back: the floor only rises.
 *
 * Where very much falls out that takes several commits, and the retention is set by the last of them.
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
    // It is no change of what the stream holds, so nobody was woken for it.
    context.live.wake(path);
    context.live.wake(anyPath);
    return info;
  }
}

import type { StreamInfo } from "../../protocol/stream.ts";
import type { StoreContext } from "../context.ts";
import { toInfo } from "../streams/info.ts";
import { settleAndRequire } from "../streams/settle.ts";

/**
 * What is known of a stream, without its messages; does not restart its time to live (PROTOCOL.md, section 5.5).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `STORE_CLOSED`
 */
export async function head(context: StoreContext, path: string): Promise<StreamInfo> {
  return context.snapshot(() => toInfo(context, settleAndRequire(context, path, context.readEffects)));
}

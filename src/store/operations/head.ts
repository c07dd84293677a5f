import type { StreamInfo } from "../../protocol/stream.ts";
import type { StoreContext } from "../context.ts";
import { toInfo } from "../streams/info.ts";
import { settleAndRequire } from "../streams/settle.ts";

/**
 * The properties of a stream, without its messages (PROTOCOL.md, section 5.5). Does not restart its TTL.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `STORE_CLOSED`
 */
export async function head(context: StoreContext, path: string): Promise<StreamInfo> {
  return context.snapshot(() => toInfo(context, settleAndRequire(context, path, context.readEffects)));
}

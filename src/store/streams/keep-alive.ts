import type { StoreContext } from "../context.ts";
import { isExpiredAt, slideDeadline } from "./expiry.ts";

/** Restarts the countdown of a stream that is being read, if the stream is still there. Returns whether it has one. */
export function keepAlive(
  context: Pick<StoreContext, "catalog" | "clock" | "live" | "readEffects">,
  path: string,
): boolean {
  const { catalog, clock, live, readEffects } = context;
  const stream = catalog.find(path);
  if (!stream || isExpiredAt(stream, clock.now(), live)) return false;
  slideDeadline(context, stream, readEffects);
  return stream.ttlSeconds !== undefined;
}

import type { StoreContext } from "../context.ts";
import { isExpiredAt, slideDeadline } from "./expiry.ts";

/** Restarts the countdown of a stream that is being read, if the stream is still there. */
export function keepAlive(
  context: Pick<StoreContext, "catalog" | "clock" | "live" | "readEffects">,
  path: string,
): void {
  const { catalog, clock, live, readEffects } = context;
  const stream = catalog.find(path);
  if (stream && !isExpiredAt(stream, clock.now(), live)) slideDeadline(context, stream, readEffects);
}

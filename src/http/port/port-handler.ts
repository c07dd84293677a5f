import type { Access } from "../../protocol/operations.ts";
import type { StreamStoreApi } from "../../store/index.ts";
import { UnreadBudget } from "../catch-up/unread-budget.ts";
import { createStreamsHandler } from "../handler.ts";
import { defaultMaxBodyBytes, type StreamsHandler, type StreamsHandlerOptions } from "../options.ts";
import { assertStreamsUrl } from "../request/streams-url.ts";
import { BodyBudget } from "../server/body-budget.ts";

/** Limits the request bodies in transit on one port, together. */
const maxBodiesBytes = defaultMaxBodyBytes;
/** Of pages that the page behind the port has not read. */
const maxUnreadBytes = 32 * 1024 * 1024;

/** What the page behind a port may do. */
interface PageAccess {
  readonly allows: (path: string, needed: Access) => boolean;
  /** Whether the same level holds for all streams. */
  readonly isUniform: boolean;
}

/** Returns what responds to `streams.fetch` of one page: `fetch("streams://store/<path>")` without a server. */
export function createPortHandler(
  store: StreamStoreApi,
  access: PageAccess,
  options: Pick<StreamsHandlerOptions, "basePath" | "cors" | "longPollTimeoutMs" | "sseLifetimeMs"> = {},
): StreamsHandler {
  const bodies = new BodyBudget({ maxBodyBytes: defaultMaxBodyBytes, maxBodiesBytes });
  const handle = createStreamsHandler(store, {
    ...options,
    compress: false,
    unread: new UnreadBudget(maxUnreadBytes),
    admit: assertStreamsUrl,
    received: (request, bytes) => bodies.grow(request, bytes),
    authorize: (_, path, needed) => access.allows(path, needed),
    // A pattern may match streams that a rule for a longer prefix excludes.
    authorizePattern: () => access.isUniform,
  });
  return (request) => handle(request).finally(() => bodies.release(request));
}

import { StreamError } from "../../protocol/errors.ts";
import type { Access } from "../../protocol/operations.ts";
import { normalPath } from "../../protocol/stream-path.ts";
import { assertAllowed } from "../request/assert-allowed.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/**
 * Checks that the client may use the streams that it names: a subscription reveals the tails of the streams it
 * links, and writes to its wake stream.
 *
 * @throws StreamError `FORBIDDEN`; `BAD_REQUEST` for an invalid path, and for anything else than text: in the store, an object
 *   may be a reference to a stream
 */
export async function assertStreamsAuthorized(
  { request, options }: SubscriptionRequest,
  named: { readonly streams?: unknown; readonly pattern?: unknown; readonly wakeStream?: unknown },
): Promise<void> {
  const { streams = [], wakeStream } = named;
  if (!Array.isArray(streams)) throw new StreamError("BAD_REQUEST", "streams must be an array of paths");
  for (const path of streams as unknown[]) await assertAuthorized(path, "read");
  if (wakeStream !== undefined && wakeStream !== null) await assertAuthorized(wakeStream, "append");
  if (typeof named.pattern !== "string") return;
  await assertAllowed(options.authorizePattern(request, named.pattern), "use a pattern");

  async function assertAuthorized(value: unknown, needed: Access): Promise<void> {
    if (typeof value !== "string")
      throw new StreamError("BAD_REQUEST", `a stream is named by its path, not by ${typeof value}`);
    // The path that the store will use: it ignores slashes around a path.
    const path = normalPath(value);
    await assertAllowed(options.authorizeStream(request, path, needed), `${needed} ${JSON.stringify(path)}`);
  }
}

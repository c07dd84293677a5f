import { StreamError } from "../../protocol/errors.ts";
import { streamsRoot } from "../../protocol/hosts/streams-root.ts";

/**
 * Refuses URLs of a window that do not name a stream of the store.
 *
 * @throws StreamError `NOT_FOUND`
 */
export function assertStreamsUrl({ url }: Request): void {
  if (url.startsWith(streamsRoot)) return;
  throw new StreamError("NOT_FOUND", `not found: the URLs of streams start with ${streamsRoot}`);
}

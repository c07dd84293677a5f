import type { Access } from "../../protocol/operations.ts";
import { assertAllowed } from "./assert-allowed.ts";
import type { StreamRequest } from "./stream-request.ts";

/**
 * Returns nothing to wait for if the host allows the request synchronously: a wait would cost every append a
 * turn of the microtask queue.
 *
 * @throws StreamError `FORBIDDEN`, even if the stream does not exist
 */
export function assertAuthorized(
  { request, options }: StreamRequest,
  path: string,
  needed: Access,
): Promise<void> | undefined {
  const answer = options.authorize(request, path, needed);
  return answer === true ? undefined : assertAllowed(answer, `${needed} ${JSON.stringify(path)}`);
}

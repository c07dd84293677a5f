import { StreamError } from "../../protocol/errors.ts";
import type { Access } from "../../protocol/operations.ts";
import type { StreamRequest } from "./stream-request.ts";

/**
 * Nothing to wait for where the host allows it at once.
 *
 * @throws StreamError `FORBIDDEN`, whether the stream exists or not
 */
export function assertAuthorized(
  { request, options }: StreamRequest,
  path: string,
  needed: Access,
): Promise<void> | undefined {
  const answer = options.authorize(request, path, needed);
  return answer === true ? undefined : assertAllowed(answer, path, needed);
}

async function assertAllowed(answer: unknown, path: string, needed: Access): Promise<void> {
  // Whatever else a caller in JavaScript answers, such as the name of an access, allows nothing.
  if ((await answer) === true) return;
  throw new StreamError("FORBIDDEN", `this client may not ${needed} ${JSON.stringify(path)}`);
}

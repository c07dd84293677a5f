import { StreamError } from "../protocol/errors.ts";
import type { Access } from "../protocol/operations.ts";
import type { StreamRequest } from "./stream-request.ts";

/** @throws StreamError `FORBIDDEN`, whether the stream exists or not */
export async function assertAuthorized(
  { request, options }: StreamRequest,
  path: string,
  needed: Access,
): Promise<void> {
  // Whatever else a caller in JavaScript answers, such as the name of an access, allows nothing.
  const isAllowed: unknown = await options.authorize(request, path, needed);
  if (isAllowed === true) return;
  throw new StreamError("FORBIDDEN", `this client may not ${needed} ${JSON.stringify(path)}`);
}

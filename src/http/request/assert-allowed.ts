import { StreamError } from "../../protocol/errors.ts";

/**
 * Refuses a request unless the host's callback has answered `true`: a host in JavaScript may return anything else,
 * such as the name of an access.
 *
 * @throws StreamError `FORBIDDEN`
 */
export async function assertAllowed(answer: unknown, action: string): Promise<void> {
  if ((await answer) === true) return;
  throw new StreamError("FORBIDDEN", `this client may not ${action}`);
}

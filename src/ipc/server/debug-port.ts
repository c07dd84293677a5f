import createDebug from "debug";
import { StreamError } from "../../protocol/errors.ts";

/** Of the server's side of ports. Each line begins with who is at the other end. */
export const debug = createDebug("electron-durable-streams:ipc");

/** What was refused, in one line; with its stack where it is none of the expected errors. */
export function debugFailure(label: string, operation: string, subject: unknown, error: unknown): void {
  if (!debug.enabled) return;
  const isExpected = error instanceof StreamError && error.code !== "STORE_FAILED";
  const reason = isExpected ? `${error.code}, ${error.message}` : error;
  debug(`%s: %s of %o failed: ${isExpected ? "%s" : "%O"}`, label, operation, subject, reason);
}

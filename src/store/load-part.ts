import { StreamError } from "../protocol/errors.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { describeFailure, refusedFile } from "./sqlite/failure.ts";

/**
 * Loads a part of the store that few apps use, when it is first needed.
 *
 * @throws StreamError `STORE_FAILED` if a file of the package cannot be read: `details.reason` is the system's code
 */
export async function loadPart<T>(load: () => Promise<T>, options: ResolvedStoreOptions): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw partFailure(error, options);
  }
}

function partFailure(error: unknown, options: ResolvedStoreOptions): StreamError {
  // Node reports too many open files in several ways: this asks the system.
  const refusal = options.directory === undefined ? undefined : refusedFile(options.directory, true);
  if (refusal) {
    const { reason: code, path } = refusal;
    return describeFailure(
      Object.assign(new Error(code, { cause: error }), { code, path, syscall: "open" }),
      options,
    );
  }
  const { code: reason, message } = error as NodeJS.ErrnoException;
  const failure = new StreamError(
    "STORE_FAILED",
    `a file of electron-durable-streams cannot be loaded: ${message}; restart the app if it was updated while it ran`,
    reason === undefined ? {} : { reason },
  );
  failure.cause = error;
  return failure;
}

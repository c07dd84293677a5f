import { loadFailure, type FailedAccess } from "./sqlite/failure.ts";

/**
 * Loads a part of the store that few apps use.
 *
 * @throws StreamError `STORE_FAILED` if the system refuses it, as when the process has too many open files. Before version 22,
 *   Node remembers a failed import: the part then fails until the process ends.
 */
export async function loadPart<Part>(load: () => Promise<Part>, access: FailedAccess): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    throw loadFailure(error, access);
  }
}

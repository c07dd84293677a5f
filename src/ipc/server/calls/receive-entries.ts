import { aboutEntry, checkEntries } from "../../../protocol/append-data.ts";
import type { AppendEntry } from "../../../protocol/stream.ts";
import { assertAllowed, type AccessRules } from "../access.ts";
import { receiveData } from "./receive-data.ts";

/**
 * The appends of a window as the store takes them, if the window may append to each of their paths.
 *
 * @throws StreamError `FORBIDDEN`, `BAD_REQUEST`, `TOO_LARGE`
 */
export function receiveEntries(access: AccessRules, appends: unknown): AppendEntry[] {
  const entries = checkEntries(appends);
  for (const [index, { path }] of entries.entries())
    aboutEntry(index, () => assertAllowed(access, path, "append"));
  return entries.map((entry, index) =>
    aboutEntry(index, () => ({ ...entry, data: receiveData(entry.data) })),
  );
}

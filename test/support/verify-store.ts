import type { StreamStore, VerifyProgress } from "../../src/store/index.ts";

/** The last report of `verify`, with all problems. */
export async function lastReport(store: StreamStore): Promise<VerifyProgress> {
  let last: VerifyProgress | undefined;
  for await (last of store.verify());
  return last!;
}

/** What `verify` finds wrong, as one line; undefined if nothing is. */
export async function problemsOf(store: StreamStore): Promise<string | undefined> {
  const { problems } = await lastReport(store);
  if (problems.length === 0) return undefined;
  return problems.map(({ kind, path = "", message }) => `${kind} ${path}: ${message}`).join("; ");
}

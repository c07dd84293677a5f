import { openStreamStore } from "../../../src/store/index.ts";
import type { CliProcess } from "../run-cli.ts";

/** How many messages another reader sees. */
export async function countOf(directory: string, path = "log"): Promise<number> {
  const store = openStreamStore({ directory, readOnly: true });
  try {
    return (await store.head(path)).messageCount;
  } finally {
    await store.close();
  }
}

/** Waits until another reader sees that many messages; false if the process ends before. */
export async function untilStored(child: CliProcess, directory: string, count: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    // Until it is created, there is no store to open.
    if ((await countOf(directory).catch(() => 0)) >= count) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

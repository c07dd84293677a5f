import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("the write-ahead log of commits without messages stays within its bound, also after compaction", async () => {
  const directory = await temporaryDirectory();
  const store = openTestStore({ directory, durability: "normal", compactIntervalMs: 0 });
  await store.create("dropped", { data: ["x", "y"] });
  await store.setRetention("dropped", { maxMessages: 1 });
  await store.compact();
  const bound = 4000 * 4200;
  const size = () => statSync(join(directory, "streams.db-wal")).size;
  let written = 0;
  // Each commit writes some pages; without a bound this would make the log twice as long as the bound.
  for (let n = 0; written < 2 * bound; n++) {
    const before = size();
    await store.create(`stream/${n}`);
    // The log is written from its start again after each checkpoint: its pages are no longer counted by its size.
    written += Math.max(5 * 4120, size() - before);
  }
  expect(size()).toBeLessThan(1.2 * bound);
});

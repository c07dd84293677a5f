import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";

test("the write-ahead log is written back in turns without a commit, even under constant load", async () => {
  const directory = mkdtempSync(join(tmpdir(), "checkpoints-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const store = openStreamStore({ directory });
  onTestFinished(() => store.close());
  await store.create("s");
  const database = join(directory, "streams.db");
  const modified = () => statSync(database, { bigint: true }).mtimeNs;

  const message = new Uint8Array(200_000);
  let committed = 0;
  let before = { committed, modified: modified() };
  const turns = { committed: 0, writtenBack: 0, both: 0 };
  for (let turn = 0; turn < 120; turn++) {
    void store.append("s", message).then(() => committed++);
    await nextTurn();
    const now = { committed, modified: modified() };
    const hasCommitted = now.committed > before.committed;
    const hasWrittenBack = now.modified !== before.modified;
    if (hasCommitted && hasWrittenBack) turns.both++;
    else if (hasCommitted) turns.committed++;
    else if (hasWrittenBack) turns.writtenBack++;
    before = now;
  }
  expect(turns.writtenBack).toBeGreaterThan(10);
  // Now and then two turns pass between two checks: immediates of an iteration run in the order in which they were set.
  expect(turns.both).toBeLessThan(turns.writtenBack / 2);
  expect(turns.committed).toBeGreaterThan(80);
});

import { expect, test } from "vitest";
import { openStore } from "../../../src/store/wiring.ts";
import { resolveOptions } from "../../../src/store/options.ts";
import { StreamStore } from "../../../src/store/stream-store.ts";

test("logs the errors that listeners throw after a commit, and makes later commits", async () => {
  const logged: unknown[] = [];
  const log = (_text: string, error: unknown) => void logged.push(error);
  const logger = { debug: log, info: log, warn: log, error: log };
  const open = openStore(resolveOptions({ inMemory: true, logger }));
  const store = new StreamStore(open);
  const nothing = () => {};
  open.context.changes.publish = () => {
    throw new Error("a listener's");
  };
  open.context.commit.observe({
    announced: nothing,
    beforeCommit: nothing,
    rolledBack: nothing,
    committed() {
      throw new Error("the observer's");
    },
  });
  await store.create("a");
  // More than one: maintenance, which starts just after the store is opened, may commit the first.
  for (const text of ["x", "y", "z"]) await store.append("a", text);
  expect((await store.head("a")).messageCount).toBe(3);
  const messages = logged.map((error) => (error as Error).message);
  expect(messages).toEqual(Array.from({ length: 4 }, () => ["a listener's", "the observer's"]).flat());
  await store.close();
});

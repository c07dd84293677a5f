import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { CommitTurns } from "../../../src/store/commit/commit-turns.ts";

afterEach(() => void vi.restoreAllMocks());

/** Counts the waiting writes, and records each event with the turn of the event loop in which it happens. */
function recordTurns() {
  const done: string[] = [];
  let turn = 0;
  let waiting = 0;
  let now = 0;
  let onCommit = () => {};
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const turns = new CommitTurns({
    isWaiting: () => waiting > 0,
    commit() {
      done.push(`${turn}: commit of ${waiting}`);
      waiting = 0;
      onCommit();
    },
  });
  return {
    done,
    submit() {
      waiting++;
      turns.schedule();
    },
    work: (name: string, then = () => {}) =>
      turns.inOwnTurn(() => {
        done.push(`${turn}: ${name}`);
        then();
      }),
    /** Runs a function at the next commit only. */
    onceCommitting(then: () => void) {
      onCommit = () => {
        onCommit = () => {};
        then();
      };
    },
    wait: (ms: number) => void (now += ms),
    async run(count: number) {
      for (; turn < count; turn++) await nextTurn();
    },
  };
}

test("commits the writes of one turn together", async () => {
  const { done, submit, run } = recordTurns();
  submit();
  submit();
  expect(done).toEqual([]);
  await run(3);
  expect(done).toEqual(["0: commit of 2"]);
});

test("commits a write that follows a commit at once in the same turn", async () => {
  const { done, submit, onceCommitting, run } = recordTurns();
  onceCommitting(() => void Promise.resolve().then(submit));
  submit();
  await run(3);
  expect(done).toEqual(["0: commit of 1", "0: commit of 1"]);
});

test("commits a write that follows a commit later in another turn", async () => {
  const { done, submit, onceCommitting, wait, run } = recordTurns();
  onceCommitting(() => {
    wait(1);
    void Promise.resolve().then(submit);
  });
  submit();
  await run(3);
  expect(done).toEqual(["0: commit of 1", "1: commit of 1"]);
});

test("runs other work in separate turns, and commits after it", async () => {
  const { done, submit, work, run } = recordTurns();
  work("first");
  submit();
  work("second");
  await run(5);
  expect(done).toEqual(["0: first", "1: second", "2: commit of 1"]);
});

test("commits a write that follows a commit in a later turn if the commit requested other work", async () => {
  const { done, submit, work, onceCommitting, run } = recordTurns();
  onceCommitting(() => {
    work("after the commit");
    submit();
  });
  submit();
  await run(5);
  expect(done).toEqual(["0: commit of 1", "1: after the commit", "2: commit of 1"]);
});

test.each(["a commit", "other work"])("continues after %s throws", async (which) => {
  const { done, submit, work, onceCommitting, run } = recordTurns();
  const fail = () => {
    throw new Error("on purpose");
  };
  const complaints: unknown[] = [];
  const others = process.rawListeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.once("uncaughtException", (error) => complaints.push(error));
  try {
    if (which === "a commit") onceCommitting(fail);
    else work("fails", fail);
    submit();
    await run(3);
    submit();
    await run(6);
  } finally {
    for (const listener of others) process.on("uncaughtException", listener as () => void);
  }
  expect(complaints).toHaveLength(1);
  expect(done.at(-1)).toBe("3: commit of 1");
});

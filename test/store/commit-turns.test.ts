import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { CommitTurns } from "../../src/store/commit-turns.ts";

/** What waits is a count; what happens is written down, with the turn of the event loop it happened in. */
function recordTurns() {
  const done: string[] = [];
  let turn = 0;
  let waiting = 0;
  let afterCommit = () => {};
  const turns = new CommitTurns({
    isWaiting: () => waiting > 0,
    commit() {
      done.push(`${turn}: commit of ${waiting}`);
      waiting = 0;
      void Promise.resolve().then(() => afterCommit());
    },
  });
  return {
    done,
    submit() {
      waiting++;
      turns.schedule();
    },
    work: (name: string) => turns.inOwnTurn(() => void done.push(`${turn}: ${name}`)),
    onceCommitted(submit: () => void) {
      afterCommit = () => {
        afterCommit = () => {};
        submit();
      };
    },
    async run(count: number) {
      for (; turn < count; turn++) await nextTurn();
    },
  };
}

test("what is submitted in one turn is one commit", async () => {
  const { done, submit, run } = recordTurns();
  submit();
  submit();
  expect(done).toEqual([]);
  await run(3);
  expect(done).toEqual(["0: commit of 2"]);
});

test("what follows from a commit at once is committed in the same turn", async () => {
  const { done, submit, onceCommitted, run } = recordTurns();
  onceCommitted(submit);
  submit();
  await run(3);
  expect(done).toEqual(["0: commit of 1", "0: commit of 1"]);
});

test("other work has turns of its own, and commits go on after it", async () => {
  const { done, submit, work, run } = recordTurns();
  work("first");
  submit();
  work("second");
  await run(5);
  expect(done).toEqual(["0: first", "1: second", "2: commit of 1"]);
});

test("other work that a commit asks for puts what follows into a later turn", async () => {
  const { done, submit, work, onceCommitted, run } = recordTurns();
  onceCommitted(() => {
    work("after the commit");
    submit();
  });
  submit();
  await run(5);
  expect(done).toEqual(["0: commit of 1", "1: after the commit", "2: commit of 1"]);
});

import { expect, test } from "vitest";
import { Condition } from "../../src/waiting/condition.ts";

test("one wake-up wakes all current waiters, and no later one", async () => {
  const condition = new Condition();
  const woken: string[] = [];
  const first = condition.wait().then(() => woken.push("first"));
  const second = condition.wait().then(() => woken.push("second"));
  condition.wake();
  const later = condition.wait().then(() => woken.push("later"));
  await Promise.all([first, second]);
  expect(woken).toEqual(["first", "second"]);
  condition.wake();
  await later;
  expect(woken).toEqual(["first", "second", "later"]);
});

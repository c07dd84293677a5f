import { expect, test } from "vitest";
import { RestartDelay } from "../../src/host/process/restart-delay.ts";

test("restart delays double, and start over only after a process that stayed up", () => {
  let now = 0;
  const delay = new RestartDelay(() => now);
  const next = (count: number) => Array.from({ length: count }, () => delay.next());
  delay.opened();
  expect(next(3)).toEqual([50, 100, 200]);

  delay.opened();
  now += 31_000;
  expect(next(2)).toEqual([50, 100]);
  // It has not opened its store since: the time that passes says nothing about it.
  now += 31_000;
  expect(next(2)).toEqual([200, 400]);
});

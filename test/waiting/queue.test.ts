import { expect, test } from "vitest";
import { Queue } from "../../src/waiting/queue.ts";

test("returns items in the order of push, however pushes and takes interleave", () => {
  const queue = new Queue([0, 1]);
  const taken: (number | undefined)[] = [];
  for (let i = 2; i < 500; i++) {
    queue.push(i);
    if (i % 3 !== 0) taken.push(queue.take());
    expect(queue.size).toBe(i + 1 - taken.length);
    expect([...queue][0]).toBe(taken.length);
  }
  while (queue.size > 0) taken.push(queue.take());
  expect(taken).toEqual(Array.from({ length: 500 }, (_, i) => i));
  expect(queue.take()).toBeUndefined();
});

test("is empty after clear", () => {
  const queue = new Queue("abc");
  queue.take();
  queue.clear();
  expect([queue.size, queue.take(), [...queue]]).toEqual([0, undefined, []]);
});

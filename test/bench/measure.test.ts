import { expect, test } from "vitest";
import { measure } from "../../bench/measure.ts";
import type { Side } from "../../bench/row.ts";

function side(figures: readonly number[], check = () => {}): Side {
  let round = 0;
  return { run: async () => figures[round++]!, check };
}

test("takes the median over the rounds after the warm-up", async () => {
  const ours = side([1000, 5, 1, 2]);
  const anchor = side([0, 30, 10, 20]);
  expect(await measure({ ours, anchor }, { rounds: 3 })).toEqual({ ours: 2, anchor: 20 });
});

test("measures fewer rounds when they would take too long, but at least a third", async () => {
  let runs = 0;
  const ours = {
    run: async () => ++runs,
    check: () => new Promise<void>((resolve) => setTimeout(resolve, 20)),
  };
  await measure({ ours, anchor: 8 }, { rounds: 9, budgetMs: 1 });
  expect(runs).toBe(1 + 3);
});

test("passes a bound on unchanged", async () => {
  expect(await measure({ ours: side([9, 4, 6, 5]), anchor: 8 }, { rounds: 3 })).toEqual({
    ours: 5,
    anchor: 8,
  });
});

test("rejects when the data of a round is wrong", async () => {
  const wrong = side([1, 1], () => {
    throw new Error("message 3 was expected");
  });
  await expect(measure({ ours: wrong, anchor: side([1, 1]) }, { rounds: 1 })).rejects.toThrow(
    "message 3 was expected",
  );
});

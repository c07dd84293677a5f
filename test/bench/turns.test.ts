import { expect, test } from "vitest";
import { Turns } from "../../bench/turns.ts";

test("tasks take turns, each round in the opposite order of the one before", async () => {
  const turns = new Turns(["A", "B"], 3);
  const order: string[] = [];
  const play = async (name: string) => {
    for (let round = 0; round < 3; round++) {
      await turns.wait(name);
      order.push(name);
      // Gives the other task a chance to begin too early.
      await new Promise((resolve) => setImmediate(resolve));
      order.push(name);
      turns.next();
    }
  };
  await Promise.all([play("B"), play("A")]);
  expect(order.join("")).toBe("AABBBBAAAABB");
});

import { expect, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";

test("1,000 readers of one stream get each of its messages once", async () => {
  const store = openStreamStore({ inMemory: true });
  await store.create("a", { contentType: "application/json" });
  const readers = Array.from({ length: 1000 }, async () => {
    const seen: unknown[] = [];
    for await (const { messages } of store.subscribe("a")) seen.push(...messages.map(({ data }) => data));
    return seen;
  });
  const numbers = Array.from({ length: 30 }, (_, i) => i);
  for (const number of numbers) await store.append("a", number, { close: number === 29 });
  for (const seen of await Promise.all(readers)) expect(seen).toEqual(numbers);
  expect(store.stats().subscriptions).toBe(0);
  await store.close();
});

import { expect, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";

test("the offsets in a page equal those that the appends returned, even where more than the last digits change", async () => {
  const store = openStreamStore({ inMemory: true });
  await store.create("a");
  const given: string[] = [];
  for (let i = 0; i < 2002; i++) given.push((await store.append("a", `${i}`)).offset);

  const read: string[] = [];
  for (let offset = "-1"; ;) {
    // No page begins at a multiple of 1,000.
    const page = await store.read("a", { offset, limitMessages: 700 });
    read.push(...page.messages.map((message) => message.offset));
    if (page.upToDate) break;
    offset = page.nextOffset;
  }
  expect(read).toEqual(given);
  await store.close();
});

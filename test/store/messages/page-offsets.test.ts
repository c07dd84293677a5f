import { expect, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";

test("offsets of a page are those that the appends gave, also where more than their last digits change", async () => {
  const store = openStreamStore({ inMemory: true });
  await store.create("a");
  const given: string[] = [];
  for (let i = 0; i < 2002; i++) given.push((await store.append("a", `${i}`)).offset);

  const read: string[] = [];
  for (let offset = "-1"; ;) {
    // No page begins where a thousand does.
    const page = await store.read("a", { offset, limitMessages: 700 });
    read.push(...page.messages.map((message) => message.offset));
    if (page.upToDate) break;
    offset = page.nextOffset;
  }
  expect(read).toEqual(given);
  await store.close();
});

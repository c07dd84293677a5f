import { expect, test } from "vitest";
import type { StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { importRecipe } from "./import-recipe.ts";

interface Recipe {
  openAuditLog(
    store: StreamStore,
    now?: () => Date,
  ): Promise<{ record(who: string, what: string): Promise<void> }>;
  firstBroken(store: StreamStore): Promise<string | undefined>;
}

const recipe = () => importRecipe<Recipe>("audit-log", "audit-log.ts");

async function recorded(store: StreamStore): Promise<unknown[]> {
  const { messages } = await store.read("audit");
  return messages.map(({ data }) => (data as { what?: string } | null)?.what);
}

test("an entry that could not be stored does not break the chain", async () => {
  const { openAuditLog, firstBroken } = await recipe();
  const store = openTestStore({ inMemory: true, maxMessageBytes: 1000 });
  const audit = await openAuditLog(store);
  const calls = ["first", "x".repeat(2000), "second", "third"].map((what) => audit.record("amara", what));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  await (await openAuditLog(store)).record("amara", "after a restart");
  expect(await recorded(store)).toEqual(["first", "second", "third", "after a restart"]);
  expect(await firstBroken(store)).toBeUndefined();
});

test.each([
  ["a closed stream", "CLOSED", (store: StreamStore) => store.closeStream("audit")],
  ["a deleted stream", "NOT_FOUND", (store: StreamStore) => store.delete("audit")],
  ["a closed store", "STORE_CLOSED", (store: StreamStore) => store.close()],
] as const)("%s rejects each entry", async (_, code, refuse) => {
  const { openAuditLog } = await recipe();
  const store = openTestStore();
  const audit = await openAuditLog(store);
  await audit.record("amara", "first");
  await refuse(store);
  const calls = [audit.record("amara", "second"), audit.record("amara", "third")];
  for (const call of calls) await expectCode(call, code);
});

test("two logs of one store continue one chain", async () => {
  const { openAuditLog, firstBroken } = await recipe();
  const store = openTestStore();
  const logs = [await openAuditLog(store), await openAuditLog(store)];
  await Promise.all(["a", "b", "c", "d", "e"].map((what, index) => logs[index % 2]!.record("amara", what)));
  expect(new Set(await recorded(store))).toEqual(new Set(["a", "b", "c", "d", "e"]));
  expect((await store.head("audit")).messageCount).toBe(5);
  expect(await firstBroken(store)).toBeUndefined();
});

test("records in the order and with the time of the calls", async () => {
  const { openAuditLog } = await recipe();
  const store = openTestStore();
  let now = 0;
  const audit = await openAuditLog(store, () => new Date((now += 1000)));
  await Promise.all(["a", "b", "c"].map((what) => audit.record("amara", what)));
  expect(await recorded(store)).toEqual(["a", "b", "c"]);
  const { messages } = await store.read("audit");
  const times = messages.map(({ data }) => Date.parse((data as { at: string }).at));
  expect(times).toEqual([1000, 2000, 3000]);
});

test.each([null, "text", 1, {}, { hash: 1 }, { at: "", who: "", what: "", before: "", hash: "0" }])(
  "%j in the stream is reported as broken, and does not keep the app from starting",
  async (junk) => {
    const { openAuditLog, firstBroken } = await recipe();
    const store = openTestStore();
    const audit = await openAuditLog(store);
    await audit.record("amara", "first");
    const { offset } = await store.append("audit", [junk]);
    await audit.record("amara", "second");
    await (await openAuditLog(store)).record("amara", "third");
    expect(await firstBroken(store)).toBe(offset);
    expect((await recorded(store)).slice(2)).toEqual(["second", "third"]);
  },
);

test("continues the log of a version without numbers", async () => {
  const { openAuditLog, firstBroken } = await recipe();
  const numbered = openTestStore();
  const audit = await openAuditLog(numbered);
  for (const what of ["first", "second"]) await audit.record("amara", what);
  const old = openTestStore();
  await openAuditLog(old);
  await old.append(
    "audit",
    (await numbered.read("audit")).messages.map(({ data }) => data),
  );
  await (await openAuditLog(old)).record("amara", "third");
  expect(await recorded(old)).toEqual(["first", "second", "third"]);
  expect(await firstBroken(old)).toBeUndefined();
});

test.each(["x", "9".repeat(16)])("a foreign seq of %j rejects each entry, and says why", async (seq) => {
  const { openAuditLog } = await recipe();
  const store = openTestStore();
  const audit = await openAuditLog(store);
  await audit.record("amara", "first");
  await store.append("audit", [{}], { seq });
  for (const what of ["second", "third"])
    await expect(audit.record("amara", what)).rejects.toThrow(`seq "${seq}"`);
  await expect((await openAuditLog(store)).record("amara", "fourth")).rejects.toThrow(`seq "${seq}"`);
});

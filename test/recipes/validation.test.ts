import { from, lastValueFrom, toArray, type OperatorFunction } from "rxjs";
import { expect, test } from "vitest";
import { z } from "zod";
import type { AppendResult, StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { importRecipe } from "./import-recipe.ts";

interface Issues {
  readonly issues: readonly { readonly message: string }[];
}
type Message = { readonly offset: string; readonly data: unknown };
interface Recipe {
  checked(
    schema: unknown,
  ): OperatorFunction<Message, { readonly offset: string } & ({ readonly value: unknown } | Issues)>;
  appendChecked(
    store: StreamStore,
    path: string,
    schema: unknown,
    value: unknown,
  ): Promise<AppendResult | Issues>;
}

const recipe = () => importRecipe<Recipe>("validation", "checked.ts");
const order = z.object({ id: z.number() });

async function openOrders(): Promise<StreamStore> {
  const store = openTestStore({ inMemory: true, maxMessageBytes: 1000 });
  await store.create("orders", { contentType: "application/json" });
  return store;
}

test("what the schema refuses is not appended", async () => {
  const { appendChecked } = await recipe();
  const store = await openOrders();
  for (const value of [null, "one", { id: "one" }, undefined])
    expect(await appendChecked(store, "orders", order, value)).toHaveProperty("issues");
  expect(await appendChecked(store, "orders", order, { id: 1 })).toHaveProperty("offset");
  expect((await store.read("orders")).messages.map(({ data }) => data)).toEqual([{ id: 1 }]);
});

test("a value that is an array is one message", async () => {
  const { appendChecked } = await recipe();
  const store = await openOrders();
  await appendChecked(store, "orders", z.array(z.number()), [1, 2]);
  expect((await store.read("orders")).messages.map(({ data }) => data)).toEqual([[1, 2]]);
});

test("an append that the store refuses rejects", async () => {
  const { appendChecked } = await recipe();
  const store = await openOrders();
  await expectCode(appendChecked(store, "orders", z.string(), "x".repeat(2000)), "TOO_LARGE");
  await store.closeStream("orders");
  await expectCode(appendChecked(store, "orders", order, { id: 1 }), "CLOSED");
});

test("a schema whose own code throws is an issue, and the messages after it follow", async () => {
  const { appendChecked, checked } = await recipe();
  const store = await openOrders();
  const throwing = order.transform(({ id }) => {
    if (id === 2) throw new Error("no second order");
    return id;
  });
  await store.append("orders", [{ id: 1 }, { id: 2 }, null, { id: 3 }]);
  const { messages } = await store.read("orders");
  const results = await lastValueFrom(from(messages).pipe(checked(throwing), toArray()));
  expect(results.map((result) => ("value" in result ? result.value : "issues"))).toEqual([
    1,
    "issues",
    "issues",
    3,
  ]);
  expect(await appendChecked(store, "orders", throwing, { id: 2 })).toHaveProperty("issues");
});

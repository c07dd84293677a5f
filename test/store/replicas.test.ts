import { expect, test } from "vitest";
import type { Replica } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";

const replica = { offset: "-1", state: "" };

test.each<[string, unknown]>([
  ["a state that is no text", { ...replica, state: 5 }],
  ["a state that is too long", { ...replica, state: "x".repeat(65_537) }],
  ["an offset that is no text", { ...replica, offset: 5 }],
  ["no offset", { state: "" }],
  ["no state", { offset: "-1" }],
  ["an unknown option", { ...replica, other: 1 }],
  ["no object", "replica"],
  ["nothing", undefined],
])("set rejects %s, and does not throw", async (_, wrong) => {
  const store = openTestStore();
  await store.create("s");
  await expectCode(store.replicas.set("s", "server", wrong as Replica), "BAD_REQUEST");
});

test.each(["", "x".repeat(2049), 5, undefined])("every call rejects the name %j", async (name) => {
  const store = openTestStore();
  await store.create("s");
  const wrong = name as string;
  await expectCode(store.replicas.set("s", wrong, replica), "BAD_REQUEST");
  await expectCode(store.replicas.get("s", wrong), "BAD_REQUEST");
  await expectCode(store.replicas.delete("s", wrong), "BAD_REQUEST");
});

test("what was set is returned, until it is deleted", async () => {
  const store = openTestStore();
  await store.create("s", { data: "a" });
  const { tailOffset } = await store.head("s");
  await store.replicas.set("s", "server", { offset: tailOffset, state: "sent" });
  expect(await store.replicas.get("s", "server")).toEqual({ offset: tailOffset, state: "sent" });
  await store.replicas.delete("s", "server");
  expect(await store.replicas.get("s", "server")).toBeUndefined();
});

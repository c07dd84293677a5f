import { createStateSchema } from "@durable-streams/state";
import { createStreamDB } from "@durable-streams/state/db";
import { createLiveQueryCollection, eq } from "@tanstack/db";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { authorization, startTokenServer } from "./token-server.ts";

const schema = createStateSchema({
  people: {
    schema: z.object({ id: z.string(), name: z.string(), age: z.number() }),
    type: "person",
    primaryKey: "id",
  },
});
const { insert, update, delete: remove } = schema.people;

test.each(["sse", "long-poll"] as const)(
  "StreamDB and a live query follow a stream by %s, with a token",
  async (live) => {
    const { url, store } = await startTokenServer();
    await store.create("people", { contentType: "application/json" });
    // More than a page.
    const events = Array.from({ length: 12_000 }, (_, n) =>
      insert({ value: { id: String(n), name: `name ${n}`, age: n % 90 } }),
    );
    await store.append("people", events);
    const db = createStreamDB({
      streamOptions: { url: `${url}people`, headers: authorization, contentType: "application/json" },
      live,
      state: schema,
    });
    onTestFinished(() => db.close());
    await db.preload();
    expect(db.collections.people.size).toBe(12_000);

    const query = createLiveQueryCollection((q) =>
      q.from({ person: db.collections.people }).where(({ person }) => eq(person.age, 200)),
    );
    await query.preload();
    const names = () => query.toArray.map(({ name }) => name).toSorted();
    expect(names()).toEqual([]);
    await store.append("people", [
      update({ value: { id: "3", name: "Amara", age: 200 } }),
      insert({ value: { id: "new", name: "Bo", age: 200 } }),
    ]);
    await expect.poll(names).toEqual(["Amara", "Bo"]);
    await store.append("people", remove({ key: "3" }));
    await expect.poll(names).toEqual(["Bo"]);
    expect(db.collections.people.size).toBe(12_000);
  },
);

test("StreamDB rejects with 401 without a token", async () => {
  const { url, store } = await startTokenServer();
  await store.create("people", { contentType: "application/json" });
  const db = createStreamDB({
    streamOptions: { url: `${url}people`, contentType: "application/json" },
    live: "sse",
    state: schema,
  });
  onTestFinished(() => db.close());
  await expect(db.preload()).rejects.toMatchObject({ status: 401 });
});

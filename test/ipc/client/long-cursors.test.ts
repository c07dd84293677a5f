import { firstValueFrom, lastValueFrom, take, toArray } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { openStoreOverPort } from "../../support/ipc/store-over-port.ts";
import { drain, numbered } from "../../support/reading.ts";

const count = 3000;

test("a cursor goes on for thousands of pages, over a port that is lost in between", async () => {
  const { streams, store, servers, close } = await openStoreOverPort();
  onTestFinished(close);
  await store.create("a", { contentType: "text/plain", data: numbered(count), closed: true });
  let pages = 0;
  const counted = async function* () {
    for await (const page of streams.subscribe("a", { limitMessages: 1 })) {
      if (++pages % 1000 === 0) servers.at(-1)!.close();
      yield page;
    }
  };
  expect(await drain(counted())).toEqual(numbered(count));
  expect(pages).toBe(count);
  const messages$ = streams.messages$("a", { limitMessages: 1 }).pipe(take(count), toArray());
  expect(await lastValueFrom(messages$)).toHaveLength(count);
});

test("a window may open lists again and again", async () => {
  const { streams, store, close } = await openStoreOverPort();
  onTestFinished(close);
  await store.create("a");
  // More than may be open at a time.
  for (let n = 0; n < 40; n++) expect((await firstValueFrom(streams.list$())).streams).toHaveLength(1);
});

test("a port answers thousands of calls that fail and succeed, one after the other and at once", async () => {
  const { streams, store, close } = await openStoreOverPort();
  onTestFinished(close);
  await store.create("a", { contentType: "text/plain" });
  const text = "x".repeat(1000);
  // More than the calls, and the size of calls, that a port may have open.
  for (let round = 0; round < 30; round++) {
    const calls = Array.from({ length: 1000 }, (_, n) =>
      streams.append(n % 2 === 0 ? "a" : "missing", [text, text]),
    );
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(500);
  }
  expect((await store.head("a")).messageCount).toBe(30_000);
});

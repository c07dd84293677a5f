import { firstValueFrom, take, toArray } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { defineStream } from "../../../src/schema/index.ts";
import { definitions, notes, plain } from "../../support/store/definitions.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openStoreOverPort } from "../../support/ipc/store-over-port.ts";

const home = notes({ notebook: "home" });
/** The window's version of `plain`, which some of what is stored does not fit. */
const stricter = defineStream("plain", { schema: z.object({ at: z.number(), by: z.string() }) });
const lenient = defineStream("plain", {
  schema: z.object({ at: z.number(), by: z.string() }),
  onInvalid: "skip",
});
const mixed = [{ at: 1, by: "a" }, { at: 2 }, { at: 3, by: "b" }] as never;

async function open() {
  const opened = await openStoreOverPort({ inMemory: true, streams: definitions });
  onTestFinished(opened.close);
  return opened;
}

test("a window cannot store what does not fit, whatever its own definition says", async () => {
  const { streams, store } = await open();
  const own = defineStream("notes/:notebook", { schema: z.object({ anything: z.number() }) });
  await expectCode(streams.append(own({ notebook: "home" }), { anything: 1 }), "INVALID");
  // Pipelined appends go as one message.
  const results = await Promise.allSettled(
    [{ type: "added", text: "Hi" }, { type: "added" }, { type: "removed", id: 1 }].map((data) =>
      streams.append("notes/home", data),
    ),
  );
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect((await store.head(home)).messageCount).toBe(2);
});

test("a window may create a stream by an append to it, and no other", async () => {
  const { store } = await open();
  const appender = await openStoreOverPort({ inMemory: true, streams: definitions }, { "notes/": "append" });
  onTestFinished(appender.close);
  await appender.streams.append(home, { type: "added", text: "Hi" });
  await expectCode(appender.streams.append(plain, { at: 1 }), "FORBIDDEN");
  await expectCode(store.head(home), "NOT_FOUND");
});

test("messages$ through a reference emits the schema's output, then live", async () => {
  const { streams, store } = await open();
  await store.append(home, { type: "added", text: "one" });
  const both = firstValueFrom(streams.messages$(home).pipe(take(2), toArray()));
  await store.append(home, { type: "removed", id: 2 });
  expect((await both).map(({ data }) => data)).toEqual([
    { type: "added", text: "one", tags: [] },
    { type: "removed", id: 2 },
  ]);
});

test("messages$ emits what is before an invalid message, then fails with its offset, and counts it", async () => {
  const { streams, store } = await open();
  await store.append(plain, mixed);
  const seen: unknown[] = [];
  const done = new Promise<void>((resolve, reject) => {
    streams
      .messages$(stricter)
      .subscribe({ next: ({ data }) => seen.push(data), error: reject, complete: resolve });
  });
  const { nextOffset: offset } = await store.read(plain, { limitMessages: 2 });
  await expectCode(done, "INVALID", { offset, issues: [{ path: ["by"] }] });
  expect(seen).toEqual([{ at: 1, by: "a" }]);
  await expect.poll(() => store.stats().invalidMessages).toBe(1);
  expect((await store.inspection.health()).invalidMessages).toBe(1);
  const rest = await firstValueFrom(streams.messages$(stricter, { offset }));
  expect(rest.data).toEqual({ at: 3, by: "b" });
});

test("pages$ and read skip what does not fit where the definition says so", async () => {
  const { streams, store } = await open();
  await store.append(plain, mixed);
  const page = await firstValueFrom(streams.pages$(lenient));
  expect(page).toMatchObject({ messages: [{ data: { at: 1 } }, { data: { at: 3 } }], upToDate: true });
  expect((await streams.read(lenient)).messages).toHaveLength(2);
  await expect.poll(() => store.stats().invalidMessages).toBe(2);
});

test("a definition that was not called with its parameters fails each call with BAD_REQUEST", async () => {
  const { streams } = await open();
  await expectCode(streams.append(notes as never, 1), "BAD_REQUEST");
  await expectCode(streams.read(notes as never), "BAD_REQUEST");
  await expectCode(firstValueFrom(streams.messages$(notes as never)), "BAD_REQUEST");
  await expectCode(firstValueFrom(streams.info$(notes as never)), "BAD_REQUEST");
  expect(
    (await firstValueFrom(streams.info$(plain)).catch((error: unknown) => error)) as object,
  ).toMatchObject({
    code: "NOT_FOUND",
  });
});

import { expect, test } from "vitest";
import { initialBodyCredit, maxPartBytes } from "../../../src/protocol/ipc/fetch.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";
import { openTestStore } from "../../support/open-store.ts";
import { expectAtRest } from "../../support/store/at-rest.ts";

const head = {
  method: "POST",
  url: "streams://store/a",
  headers: [["Content-Type", "text/plain"]],
  hasBody: true,
};

async function openRaw() {
  const store = openTestStore();
  await store.create("a", { contentType: "text/plain" });
  const port = new RawPort(store, "manage");
  return {
    store,
    port,
    open: (id: number, argument: unknown) =>
      port.send([{ kind: "open", id, cursor: "fetch", args: [argument], credit: 4 }]),
    part: (id: number, data?: unknown) => port.send([{ kind: "part", id, data }]),
    async close() {
      await expectAtRest(port.server);
      port.server.close();
      expect(await store.head("a")).toMatchObject({ messageCount: 0 });
    },
  };
}

test("what is not the head of a request is refused", async () => {
  const { port, open, close } = await openRaw();
  const wrong: unknown[] = [
    undefined,
    null,
    "streams://store/a",
    {},
    { ...head, method: 1 },
    { ...head, url: null },
    { ...head, hasBody: "yes" },
    { ...head, headers: { "content-type": "text/plain" } },
    { ...head, headers: [["content-type"]] },
    { ...head, headers: [["content-type", 1]] },
    { ...head, headers: [["a header", "x"]] },
    { ...head, headers: [["x", "a\nb"]] },
    { ...head, headers: Array.from({ length: 500 }, (_, n) => [`x-${n}`, "y"]) },
    { ...head, method: "TRACE" },
    { ...head, method: "GET" },
    { ...head, url: "no URL" },
  ];
  for (const [n, argument] of wrong.entries()) {
    open(n + 1, argument);
    expect(await port.answer(n + 1), JSON.stringify(argument)).toMatchObject({
      kind: "error",
      error: { code: "BAD_REQUEST" },
    });
  }
  await close();
});

test("a part that is no bytes, or too large, is refused, and one of no request is ignored", async () => {
  const { port, part, close } = await openRaw();
  for (const [n, data] of ["text", [1], null, {}, new Uint8Array(maxPartBytes + 1)].entries()) {
    part(n + 1, data);
    expect(await port.answer(n + 1)).toMatchObject({ kind: "error", error: { code: "BAD_REQUEST" } });
  }
  part(50, Uint8Array.of(1));
  part(50);
  expect(await port.call(51, "head", "a")).toMatchObject({ kind: "result" });
  expect(port.received.filter((message) => "id" in message && message.id === 50)).toEqual([]);
  await close();
});

test("more parts than the store has asked for end the request, and nothing is appended", async () => {
  const { port, open, close } = await openRaw();
  // Together, before the store reads any.
  port.send([
    { kind: "open", id: 1, cursor: "fetch", args: [head], credit: 4 },
    ...Array.from({ length: initialBodyCredit + 1 }, () => ({ kind: "part", id: 1, data: Uint8Array.of(1) })),
    { kind: "part", id: 1 },
  ]);
  expect(await port.answer(1)).toMatchObject({ kind: "next", value: { status: 400 } });
  await expectAtRest(port.server);
  open(2, { ...head, method: "HEAD", hasBody: false });
  expect(await port.answer(2)).toMatchObject({ kind: "next", value: { status: 200, hasBody: false } });
  await close();
});

test("a request that is cancelled before its body has come is forgotten", async () => {
  const { port, part, close } = await openRaw();
  port.send([
    { kind: "open", id: 1, cursor: "fetch", args: [head], credit: 4 },
    { kind: "part", id: 1, data: Uint8Array.of(1) },
    { kind: "cancel", id: 1 },
    { kind: "part", id: 1, data: Uint8Array.of(1) },
  ]);
  part(1);
  expect(await port.call(2, "head", "a")).toMatchObject({ kind: "result" });
  expect(port.received.filter((message) => "id" in message && message.id === 1)).toEqual([]);
  await close();
});

test("the parts of two requests do not mix", async () => {
  const store = openTestStore();
  const port = new RawPort(store, "manage");
  for (const [id, path] of [
    [1, "one"],
    [2, "two"],
  ] as const) {
    await store.create(path, { contentType: "text/plain" });
    port.send([
      { kind: "open", id, cursor: "fetch", args: [{ ...head, url: `streams://store/${path}` }], credit: 4 },
    ]);
  }
  for (const n of [0, 1, 2])
    port.send([1, 2].map((id) => ({ kind: "part", id, data: Buffer.from(`${id}${n} `) })));
  port.send([1, 2].map((id) => ({ kind: "part", id })));
  const heads = () => port.received.filter(({ kind }) => kind === "next");
  await expect.poll(heads).toMatchObject([{ value: { status: 204 } }, { value: { status: 204 } }]);
  const text = async (path: string) =>
    Buffer.from((await store.read(path)).messages[0]!.data as Uint8Array).toString();
  expect([await text("one"), await text("two")]).toEqual(["10 11 12 ", "20 21 22 "]);
  await expectAtRest(port.server);
  port.server.close();
});

import { describe, expect, onTestFinished, test } from "vitest";
import { createStreamsHandler } from "../../../src/http/index.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { readTexts } from "../../support/reading.ts";
import { errorIn, startServer } from "../start-server.ts";

const text = { "Content-Type": "text/plain" };

describe("If-Match", () => {
  test("appends at the expected offset: the entity tag of each append is that of the next one", async () => {
    const { post, store } = await startLog();
    const { tailOffset } = await store.head("log");
    const first = await post({ "If-Match": `"${tailOffset}"` }, "one");
    expect(first.status).toBe(204);
    expect(first.headers.get("ETag")).toBe(`"${first.headers.get("Stream-Next-Offset")}"`);
    const second = await post({ "If-Match": first.headers.get("ETag")! }, "two");
    expect(second.status).toBe(204);
    expect(await readTexts(store, "log")).toEqual(["one", "two"]);
  });

  test("responds with 412 and the tail where something else was appended, and stores nothing", async () => {
    const { post, store } = await startLog();
    const { tailOffset } = await store.head("log");
    const { offset } = await store.append("log", "one");
    const refused = await post({ "If-Match": `"${tailOffset}"`, "Stream-Seq": "5" }, "two");
    expect(refused.headers.get("Stream-Next-Offset")).toBe(offset);
    expect(refused.headers.get("ETag")).toBe(`"${offset}"`);
    expect(await errorIn(refused)).toEqual({ status: 412, code: "OFFSET_CONFLICT" });
    expect(await store.head("log")).toMatchObject({ tailOffset: offset, messageCount: 1 });
  });

  test("lets one of many concurrent requests through", async () => {
    const { post, store } = await startLog();
    const { tailOffset } = await store.head("log");
    const responses = await Promise.all(
      Array.from({ length: 10 }, (_, i) => post({ "If-Match": `"${tailOffset}"` }, String(i))),
    );
    const statuses = responses.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([204, ...Array<number>(9).fill(412)]);
    expect((await store.head("log")).messageCount).toBe(1);
  });

  test("closes a stream where it ends as expected, also when repeated", async () => {
    const { post, store } = await startLog();
    const { tailOffset } = await store.head("log");
    const { offset } = await store.append("log", "one");
    const closing = (tag: string) => post({ "If-Match": `"${tag}"`, "Stream-Closed": "true" });
    expect(await errorIn(await closing(tailOffset))).toEqual({ status: 412, code: "OFFSET_CONFLICT" });
    expect((await store.head("log")).closed).toBe(false);
    expect((await closing(offset)).status).toBe(204);
    expect((await closing(offset)).status).toBe(204);
    expect(await errorIn(await closing(tailOffset))).toEqual({ status: 409, code: "CLOSED" });
  });

  test.each([
    ["*", "*"],
    ["a weak tag", (offset: string) => `W/"${offset}"`],
    ["no quotes", (offset: string) => offset],
    ["single quotes", (offset: string) => `'${offset}'`],
    ["one quote", (offset: string) => `"${offset}`],
    ["a list", (offset: string) => `"${offset}", "${offset}"`],
    ["nothing in the quotes", '""'],
    ["an empty value", ""],
    ["the start", '"-1"'],
    ["now", '"now"'],
  ])("refuses %s", async (_name, value) => {
    const { post, store } = await startLog();
    const { tailOffset } = await store.head("log");
    const tag = typeof value === "string" ? value : value(tailOffset);
    expect(await errorIn(await post({ "If-Match": tag }, "x"))).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect((await store.head("log")).messageCount).toBe(0);
  });

  test("refuses the entity tag of a page, which is no offset", async () => {
    const { post, url, store } = await startLog();
    const page = await fetch(`${url}log`);
    const refused = await post({ "If-Match": page.headers.get("ETag")! }, "x");
    expect(await errorIn(refused)).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect((await store.head("log")).messageCount).toBe(0);
  });

  test("refuses it together with a producer", async () => {
    const { post, store } = await startLog();
    const { tailOffset } = await store.head("log");
    const producer = { "Producer-Id": "p", "Producer-Epoch": "0", "Producer-Seq": "0" };
    for (const body of ["x", undefined]) {
      const refused = await post(
        { ...producer, "If-Match": `"${tailOffset}"`, "Stream-Closed": "true" },
        body,
      );
      expect(await errorIn(refused)).toEqual({ status: 400, code: "BAD_REQUEST" });
    }
    expect(await store.head("log")).toMatchObject({ messageCount: 0, closed: false });
  });

  test("splits a body above maxMessageBytes into messages that are appended or refused together", async () => {
    const store = openStreamStore({ inMemory: true, maxMessageBytes: 4 });
    onTestFinished(() => store.close());
    const handle = createStreamsHandler(store, { authorize: () => true });
    const { tailOffset } = await store.create("log", { contentType: "text/plain" });
    const headers = { ...text, "If-Match": `"${tailOffset}"` };
    for (const status of [204, 412]) {
      const request = new Request("http://localhost/log", { method: "POST", headers, body: "123456789" });
      expect((await handle(request)).status).toBe(status);
    }
    expect(await readTexts(store, "log")).toEqual(["1234", "5678", "9"]);
  });
});

async function startLog() {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "text/plain" });
  const post = (headers: Record<string, string>, body?: string) =>
    fetch(`${url}log`, {
      method: "POST",
      headers: { ...text, ...headers },
      ...(body !== undefined && { body }),
    });
  return { url, store, post };
}

import { describe, expect, test } from "vitest";
import { startServer } from "./start-server.ts";

describe("Server-Sent Events", () => {
  test.each([
    "a\nb",
    "a\r\nb",
    "a\rb",
    "\n\n",
    "a\n",
    " indented\n  more",
    "\ndata: x",
    "id: 1\nretry: 1",
    "event: control\ndata: {}\n\n",
  ])("sends the text %j as one event", async (text) => {
    const events = await eventsOf("text/plain", [text]);
    expect(events.map(({ type }) => type)).toEqual(["data", "control"]);
    expect(events[0]!.data).toBe(text.replaceAll(/\r\n?/g, "\n"));
  });

  test("keeps a byte order mark, and joins a character that two messages split", async () => {
    const bytes = new TextEncoder().encode("\u{feff}é");
    const events = await eventsOf("text/plain", [bytes.subarray(0, 4), bytes.subarray(4)]);
    expect(events[0]!.data).toBe("\u{feff}é");
  });

  test.each([1, 2, 3])("joins a character that a reconnect splits after %i bytes", async (cut) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const bytes = new TextEncoder().encode("a😀b");
    for (const byte of bytes.subarray(0, 1 + cut)) await store.append("log", Uint8Array.of(byte));
    const { tailOffset } = await store.head("log");
    for (const byte of bytes.subarray(1 + cut)) await store.append("log", Uint8Array.of(byte));
    await store.closeStream("log");
    expect(parse(await (await fetch(`${url}log?offset=${tailOffset}&live=sse`)).text())[0]!.data).toBe("😀b");
  });

  test("joins a character that is incomplete at the tail when the client reconnects", async () => {
    const { url, store } = await startServer();
    const { tailOffset } = await store.create("log", {
      contentType: "text/plain",
      data: Uint8Array.of(0x61, 0xc3),
    });
    const response = await fetch(`${url}log?offset=${tailOffset}&live=sse`);
    await expect.poll(() => store.stats().subscriptions).toBe(1);
    await store.append("log", Uint8Array.of(0xa9), { close: true });
    expect(parse(await response.text()).find(({ type }) => type === "data")!.data).toBe("é");
  });

  test("does not join bytes that continue no character", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", data: "é" });
    const { tailOffset } = await store.head("log");
    await store.append("log", Uint8Array.of(0xa9), { close: true });
    const text = await (await fetch(`${url}log?offset=${tailOffset}&live=sse`)).text();
    expect(parse(text)[0]!.data).toBe("\u{fffd}");
  });

  test("frames megabytes of line ends, each as a line", async () => {
    const { url, store } = await startServer();
    const count = 10 * 1024 * 1024;
    await store.create("log", { contentType: "text/plain", data: "\n".repeat(count), closed: true });
    const text = await (await fetch(`${url}log?offset=-1&live=sse`)).text();
    expect(text.startsWith("event: data\ndata:\ndata:\ndata:\n")).toBe(true);
    expect(text.indexOf("event: control")).toBe("event: data\n".length + (count + 1) * "data:\n".length + 1);
  });

  test("sends JSON as an array, with any whitespace in it", async () => {
    const text = new TextEncoder().encode('{\r\n  "a":\t1\n}');
    const events = await eventsOf("application/json; charset=utf-8", [text, { b: 2 }]);
    expect(JSON.parse(events[0]!.data)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test("reports the end of a closed stream once, in the last event", async () => {
    const { url, store } = await startServer();
    const { tailOffset } = await store.create("log", { contentType: "text/plain" });
    const response = await fetch(`${url}log?offset=-1&live=sse`);
    await expect.poll(() => store.stats().subscriptions).toBe(1);
    await store.closeStream("log");
    const controls = parse(await response.text()).map(({ data }) => JSON.parse(data) as object);
    expect(controls).toEqual([
      { streamNextOffset: tailOffset, streamCursor: expect.any(String), upToDate: true },
      { streamNextOffset: tailOffset, upToDate: true, streamClosed: true },
    ]);
  });

  test("ends the response when the stream is deleted, without reporting the end of the stream", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const response = await fetch(`${url}log?offset=-1&live=sse`);
    await expect.poll(() => store.stats().subscriptions).toBe(1);
    await store.delete("log");
    expect(await response.text()).not.toContain("streamClosed");
    expect(store.stats().subscriptions).toBe(0);
  });
});

async function eventsOf(contentType: string, messages: readonly unknown[]) {
  const { url, store } = await startServer();
  await store.create("log", { contentType });
  for (const message of messages) await store.append("log", message);
  await store.closeStream("log");
  return parse(await (await fetch(`${url}log?offset=-1&live=sse`)).text());
}

/** Parses events as the standard for Server-Sent Events requires. */
function parse(text: string): { type: string; data: string }[] {
  const events: { type: string; data: string }[] = [];
  let type = "";
  let lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (lines.length > 0) events.push({ type, data: lines.join("\n") });
      lines = [];
    } else {
      const [, field, value = ""] = /^([^:]*):? ?(.*)$/s.exec(line)!;
      if (field === "event") type = value;
      else if (field === "data") lines.push(value);
      else throw new Error(`unexpected field ${field}`);
    }
  }
  return events;
}

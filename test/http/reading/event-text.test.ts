import { DurableStream } from "@durable-streams/client";
import { describe, expect, test } from "vitest";
import { startServer } from "../start-server.ts";

describe("text of another charset than UTF-8", () => {
  test.each([
    ["iso-8859-1", [0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68], "Zürich"],
    ["LATIN1", [0xe9], "é"],
    ['"windows-1252"', [0x80], "€"],
    ["koi8-r", [0xd0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4], "привет"],
    ["us-ascii", [0x61], "a"],
    ["UTF8", [0xc3, 0xa9], "é"],
  ])("in %s is sent as UTF-8", async (charset, bytes, text) => {
    const { data, encoding } = await eventsOf(`text/plain; charset=${charset}`, [Uint8Array.from(bytes)]);
    expect(encoding).toBeNull();
    expect(data).toEqual([text]);
  });

  test.each(["utf-16", "utf-16le", "shift_jis", "gb18030", "iso-2022-jp", "nonsense"])(
    "in %s is sent as its bytes, in base64",
    async (charset) => {
      const bytes = Uint8Array.of(0x1b, 0x24, 0x42, 0x00, 0x0d, 0xfc);
      const { data, encoding } = await eventsOf(`text/plain; charset=${charset}`, [bytes]);
      expect(encoding).toBe("base64");
      expect(data).toEqual([Buffer.from(bytes).toString("base64")]);
    },
  );

  test("gives the official client the same bytes live as it gets by catching up", async () => {
    const { url, store } = await startServer();
    const contentType = "text/plain; charset=utf-16le";
    const bytes = Buffer.from("Zürich", "utf16le");
    await store.create("log", { contentType, data: bytes, closed: true });
    for (const live of [false, "sse"] as const) {
      const response = await new DurableStream({ url: `${url}log` }).stream({ live, offset: "-1" });
      expect(Buffer.from(await response.body())).toEqual(bytes);
    }
  });
});

describe("CR LF that is cut", () => {
  const whole = "a\r\nb\n";

  test.each([
    ["between two appends", ["a\r", "\nb\n"]],
    ["between two appends, the second of which is the line feed", ["a\r", "\n", "b\n"]],
    ["by messages of a byte", ["a", "\r", "\n", "b", "\n"]],
  ])("%s is one line end", async (_, messages) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const response = await fetch(`${url}log?offset=-1&live=sse`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let events = "";
    for (const message of messages) {
      const { offset } = await store.append("log", message);
      // Each is an event of its own.
      while (!events.includes(offset)) events += (await reader.read()).value;
    }
    await reader.cancel();
    expect(dataIn(events)).toHaveLength(messages.length);
    expect(dataIn(events).join("")).toBe(whole.replace("\r\n", "\n"));
  });

  test("between two pages is one line end", async () => {
    const { url, store } = await startServer();
    const line = "x".repeat(1023);
    const half = 128 * 1024 - 1;
    const text = `${"y".repeat(half)}\r\n${line}`;
    await store.create("log", { contentType: "text/plain", data: [text.slice(0, half + 1)] });
    await store.append("log", text.slice(half + 1), { close: true });
    const data = dataIn(await (await fetch(`${url}log?offset=-1&live=sse`)).text());
    expect(data.length).toBe(2);
    expect(data.join("")).toBe(text.replace("\r\n", "\n"));
  });

  test.each(["a\r", "é\r", "\r"])("by a reconnect after %j is one line end", async (before) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", data: before });
    const { tailOffset } = await store.head("log");
    const waiting = await fetch(`${url}log?offset=${tailOffset}&live=sse`);
    await expect.poll(() => store.stats().subscriptions).toBe(1);
    await store.append("log", "\nb", { close: true });
    const resumed = await fetch(`${url}log?offset=${tailOffset}&live=sse`);
    for (const response of [waiting, resumed]) expect(dataIn(await response.text())).toEqual(["b"]);
  });

  test.each([
    ["two line ends", ["a\r", "\r\nb"], "a\n\nb"],
    ["an empty line", ["a\n", "\nb"], "a\n\nb"],
    ["a line end at the start", ["\nb"], "\nb"],
    ["two CR LF", ["a\r\n\r", "\nb"], "a\n\nb"],
  ])("does not change %s", async (_, messages, text) => {
    expect((await eventsOf("text/plain", messages)).data.join("")).toBe(text);
    expect((await eventsOf("text/plain; charset=latin1", messages)).data.join("")).toBe(text);
  });
});

async function eventsOf(contentType: string, messages: readonly unknown[]) {
  const { url, store } = await startServer();
  await store.create("log", { contentType });
  for (const message of messages) await store.append("log", message);
  await store.closeStream("log");
  const response = await fetch(`${url}log?offset=-1&live=sse`);
  const encoding = response.headers.get("Stream-SSE-Data-Encoding");
  return { encoding, data: dataIn(await response.text()) };
}

/** The data of each data event, as a client joins its lines. */
function dataIn(events: string): string[] {
  return events
    .split("\n\n")
    .filter((event) => event.startsWith("event: data\n"))
    .map((event) =>
      event
        .split("\n")
        .slice(1)
        .map((line) => line.replace(/^data: ?/, ""))
        .join("\n"),
    );
}

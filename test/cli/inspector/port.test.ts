import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fromWebSocket } from "../../../src/ipc/ports/web-socket-port.ts";
import { expectCode } from "../../support/expect-code.ts";
import { OpenedHost } from "./opened-host.ts";

let opened: OpenedHost;

beforeEach(async () => {
  opened = await OpenedHost.open("manage");
});

afterEach(() => opened.close());

describe("the port", () => {
  it("opens for the page, with its cookie and its origin", async () => {
    const streams = await opened.connect();
    await streams.create("log", { contentType: "text/plain", data: ["one", "two"] });
    const page = await streams.read("log");
    expect(page.messages.map(({ data }) => Buffer.from(data as Uint8Array).toString())).toEqual([
      "one",
      "two",
    ]);
    expect((await streams.head("log")).createdAt).toBeInstanceOf(Date);
    await expectCode(streams.head("none"), "NOT_FOUND");
    streams.close();
  });

  it("refuses writes when it was opened to read", async () => {
    const opened = await OpenedHost.open("read");
    await opened.store.create("log", { data: "one" });
    const streams = await opened.connect();
    expect((await streams.read("log")).messages).toHaveLength(1);
    await expectCode(streams.append("log", "two"), "FORBIDDEN");
    await expectCode(streams.delete("log"), "FORBIDDEN");
    streams.close();
    await opened.close();
  });

  it("refuses other cookies, origins, host names and paths", async () => {
    const good = opened.portHeaders;
    const attempts: { status: number; path?: string; headers: Record<string, string> }[] = [
      { status: 401, headers: { origin: good.origin } },
      { status: 401, headers: { ...good, cookie: `streams-inspector-${opened.port}=${"A".repeat(43)}` } },
      { status: 403, headers: { cookie: good.cookie } },
      { status: 403, headers: { ...good, origin: "http://evil.example" } },
      { status: 403, headers: { ...good, origin: "null" } },
      { status: 403, headers: { ...good, origin: `http://localhost:${opened.port}` } },
      {
        status: 403,
        headers: {
          ...good,
          host: `evil.example:${opened.port}`,
          origin: `http://evil.example:${opened.port}`,
        },
      },
      { status: 404, path: "/elsewhere", headers: good },
    ];
    for (const { status, path, headers } of attempts) expect(await refusalOf(headers, path)).toBe(status);
    expect(await refusalOf(good)).toBeUndefined();
  });

  it("answers a frame that it cannot decode, and closes on one that is too large", async () => {
    const socket = opened.openSocket();
    await once(socket, "open");
    const received: unknown[] = [];
    fromWebSocket(socket).onMessage((batch) => received.push(...(batch as unknown[])));
    for (const frame of ["text", Buffer.from([0xc1]), Buffer.alloc(1_000_000, 0x91)]) socket.send(frame);
    await expect.poll(() => received.filter(isBadRequest)).toHaveLength(3);
    socket.send(Buffer.alloc(65 * 1024 * 1024));
    const [code] = (await once(socket, "close")) as [number];
    expect(code).toBe(1009);
    expect(await opened.get(`/?token=${opened.token}`)).toMatchObject({ status: 200 });
  });

  it("accepts messages of the maximum size, and several in one turn", async () => {
    const streams = await opened.connect();
    await streams.create("log");
    const data = new Uint8Array(10 * 1024 * 1024).fill(7);
    await Promise.all([1, 2, 3].map(() => streams.append("log", data)));
    expect((await opened.store.head("log")).byteCount).toBe(3 * data.length);
    await expectCode(streams.append("log", new Uint8Array(data.length + 1)), "TOO_LARGE");
    streams.close();
  });

  it("leaves no subscription in the store when it is lost", async () => {
    await opened.store.create("log");
    const streams = await opened.connect();
    const subscription = streams.messages$("log").subscribe();
    await expect.poll(() => opened.store.stats().subscriptions).toBe(1);
    subscription.unsubscribe();
    await expect.poll(() => opened.store.stats().subscriptions).toBe(0);
    streams.messages$("log").subscribe({ error: () => undefined });
    await expect.poll(() => opened.store.stats().subscriptions).toBe(1);
    await opened.host.close();
    await expect.poll(() => opened.store.stats().subscriptions).toBe(0);
    streams.close();
  });
});

/** The status with which a WebSocket was refused; undefined if it was opened. */
function refusalOf(headers: Record<string, string>, path?: string): Promise<number | undefined> {
  const socket = opened.openSocket(headers, path);
  return new Promise((resolve) => {
    socket.once("open", () => {
      socket.close();
      resolve(undefined);
    });
    socket.once("unexpected-response", (_, response) => {
      socket.on("error", () => undefined);
      socket.terminate();
      resolve(response.statusCode);
    });
  });
}

function isBadRequest(message: unknown): boolean {
  return (message as { error?: { code?: string } }).error?.code === "BAD_REQUEST";
}

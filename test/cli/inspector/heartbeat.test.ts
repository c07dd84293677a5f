import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { connectStreams } from "../../../renderer/client/index.ts";
import { fromWebSocket, inspectorSilenceMs } from "../../../src/ipc/ports/web-socket-port.ts";
import { OpenedHost } from "./opened-host.ts";

const checkMs = inspectorSilenceMs / 3;

let opened: OpenedHost;

beforeEach(async () => {
  // The tests count the checks themselves: a slow machine is no dead connection.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  opened = await OpenedHost.open("manage");
  onTestFinished(() => opened.close());
});

test("a dead connection is noticed within a minute", () => {
  expect(4 * checkMs).toBeLessThanOrEqual(60_000);
});

describe("the inspector's host", () => {
  test("ends a connection that dies without an event, with its subscriptions", async () => {
    const socket = opened.openSocket();
    onTestFinished(() => socket.terminate());
    const streams = await connectStreams({ connect: async () => fromWebSocket(socket) });
    onTestFinished(() => streams.close());
    await opened.store.create("log");
    streams.messages$("log").subscribe({ error: () => undefined });
    await expect.poll(() => opened.store.stats().subscriptions).toBe(1);
    // It reads nothing more, and answers no ping.
    socket.pause();
    vi.advanceTimersByTime(3 * checkMs);
    expect(opened.store.stats().subscriptions).toBe(1);
    vi.advanceTimersByTime(checkMs);
    await expect.poll(() => opened.store.stats().subscriptions).toBe(0);
  });

  test("keeps one that answers, however long it is idle", async () => {
    const socket = await openedSocket();
    for (let n = 0; n < 20; n++) {
      const [pinged, beaten] = [once(socket, "ping"), once(socket, "message")];
      vi.advanceTimersByTime(checkMs);
      await openUntil(socket, Promise.all([pinged, beaten]));
      // The answer to this ping comes after the host has received the one to its own.
      const ponged = once(socket, "pong");
      socket.ping();
      await openUntil(socket, ponged);
    }
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe("the inspector's page", () => {
  test("reconnects, and resumes its subscriptions, when the host has gone silent", async () => {
    const line = await openLine(Number(opened.port));
    const connectPage = async () => {
      const headers = opened.portHeaders;
      return fromWebSocket(
        new WebSocket(`ws://127.0.0.1:${line.port}/port`, {
          headers: { ...headers, host: `127.0.0.1:${opened.port}` },
        }),
        {
          silenceTimeoutMs: inspectorSilenceMs,
        },
      );
    };
    const streams = await connectStreams({ connect: connectPage });
    onTestFinished(() => streams.close());
    await opened.store.create("log", { contentType: "application/json", data: [1] });
    const received: unknown[] = [];
    streams.messages$("log").subscribe({ next: ({ data }) => received.push(data), error: () => undefined });
    await expect.poll(() => received).toEqual([1]);
    line.cut();
    await opened.store.append("log", 2);
    vi.advanceTimersByTime(4 * checkMs);
    await expect.poll(() => received, { timeout: 10_000 }).toEqual([1, 2]);
    expect(line.connections).toBe(2);
  });

  test("stays connected to a host that has nothing to send but heartbeats", async () => {
    const socket = await openedSocket();
    const closed = vi.fn();
    fromWebSocket(socket, { silenceTimeoutMs: inspectorSilenceMs }).onClose(closed);
    for (let n = 0; n < 8; n++) {
      const beaten = once(socket, "message");
      vi.advanceTimersByTime(checkMs);
      await openUntil(socket, beaten);
    }
    expect(closed).not.toHaveBeenCalled();
  });
});

async function openedSocket(): Promise<WebSocket> {
  const socket = opened.openSocket();
  onTestFinished(() => socket.terminate());
  await once(socket, "open");
  return socket;
}

async function openUntil(socket: WebSocket, event: Promise<unknown>): Promise<void> {
  const closed = new AbortController();
  const lost = once(socket, "close", closed).then(() => expect.fail("the connection was closed"));
  await Promise.race([event, lost]);
  lost.catch(() => {});
  closed.abort();
}

/** A line to the host that can be cut as sleep does: both ends stay open, and nothing arrives any more. */
async function openLine(hostPort: number) {
  const pairs: [Socket, Socket][] = [];
  const server = createServer((near) => {
    const far = connect(hostPort, "127.0.0.1");
    near.on("error", () => far.destroy()).pipe(far);
    far.on("error", () => near.destroy()).pipe(near);
    pairs.push([near, far]);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of pairs.flat()) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return pairs.length;
    },
    cut() {
      for (const socket of pairs.flat()) socket.unpipe().pause();
    },
  };
}

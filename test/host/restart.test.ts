import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openHostedStore, type HostedStreamStore } from "../../src/host/index.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { Streams } from "../../renderer/client/streams.ts";
import type { AccessRules } from "../../src/ipc/server/access.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import type { StreamChange } from "../../src/protocol/stream.ts";
import { openStreamStore, type StreamError } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { drain, numbered, readTexts } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { threadPlatform, type ThreadPlatform } from "./thread-platform.ts";

const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

describe("a hosted store whose process crashes", () => {
  test("reopens by itself, with all acknowledged messages", async () => {
    const { store, platform } = await open();
    await store.create("a", { data: numbered(10) });
    await platform.crash();
    expect(await readTexts(store, "a")).toEqual(numbered(10));
    await store.append("a", "10");
    expect(platform.stores).toHaveLength(2);
    expect(logger.error).toHaveBeenCalledWith(expect.stringContaining("it crashed"));
  });

  test("loses no acknowledged append, and rejects those with an unknown outcome with DISCONNECTED", async () => {
    const { store, platform } = await open();
    await store.create("a");
    const outcomes: Promise<"acknowledged" | "unknown">[] = [];
    const append = async (text: string) =>
      store.append("a", text).then(
        () => "acknowledged" as const,
        (error: StreamError) => {
          expect(error.code).toBe("DISCONNECTED");
          return "unknown" as const;
        },
      );
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 200; n++) {
        outcomes.push(append(String(outcomes.length)));
        if (n % 20 === 0) await delay(1);
      }
      await platform.crash();
      await untilBack(store);
    }
    const settled = await Promise.all(outcomes);
    expect(settled).toContain("acknowledged");
    expect(settled).toContain("unknown");
    const stored = await readTexts(store, "a");
    expect(new Set(stored).size).toBe(stored.length);
    const lost = settled.flatMap((how, n) =>
      how === "acknowledged" && !stored.includes(String(n)) ? [n] : [],
    );
    expect(lost).toEqual([]);
  });

  test("resumes subscriptions without gaps or repeats", async () => {
    const { store, platform } = await open();
    await store.create("a", { data: numbered(5) });
    const received = drain(store.subscribe("a"));
    const window = await openWindow(store, "manage");
    const inWindow = drain(window.subscribe("a"));
    for (let round = 1; round <= 3; round++) {
      await platform.crash();
      await untilBack(store);
      await store.append("a", numbered(5, round * 5));
    }
    await store.closeStream("a");
    expect(await received).toEqual(numbered(20));
    expect(await inWindow).toEqual(numbered(20));
  });

  test("serves ports that were under way to the process that crashed", async () => {
    const { store, platform } = await open();
    await store.create("a");
    const client = clientOf(store, "manage");
    onTestFinished(() => client.close());
    // The client asks for its port in this turn.
    await Promise.resolve();
    await platform.crash();
    await client.connected(10_000);
    expect(await client.head("a")).toMatchObject({ path: "a" });
  });

  test("ends changes with DISCONNECTED, because some may be missing", async () => {
    const { store, platform } = await open();
    const changes = store.changes();
    await store.create("a");
    expect((await changes.next()).value).toEqual({ type: "created", path: "a" } satisfies StreamChange);
    await platform.crash();
    await expectCode(changes.next(), "DISCONNECTED");
    expect(await changes.next()).toEqual({ done: true, value: undefined });
  });

  test("windows keep the rights that they were given", async () => {
    const { store, platform } = await open();
    await store.create("mine/a");
    await store.create("other/a");
    const window = await openWindow(store, { "mine/": "append" });
    for (let round = 0; round < 2; round++) {
      await window.append("mine/a", "x");
      await expectCode(window.head("other/a"), "FORBIDDEN");
      await expectCode(window.delete("mine/a"), "FORBIDDEN");
      await platform.crash();
      await untilBack(window);
    }
  });

  test("keeps durable subscriptions", async () => {
    const { store, platform } = await open();
    await store.create("wake", { contentType: "application/json" });
    await store.subscriptions.create("s", { type: "pull-wake", pattern: "a/*", wakeStream: "wake" });
    await store.create("a/1", { data: "x" });
    const claim = await store.subscriptions.claim("s", { worker: "w" });
    await platform.crash();
    await untilBack(store);
    const [link] = claim.streams;
    await store.subscriptions.ack("s", claim, {
      acks: [{ stream: link!.path, offset: link!.tailOffset }],
      done: true,
    });
    await expectCode(store.subscriptions.claim("s", { worker: "w" }), "NO_PENDING_WORK");
  });

  test("stays closed if it was closed during the restart", async () => {
    const { store, platform } = await open();
    await store.create("a");
    const launch = vi.spyOn(platform, "launch");
    await platform.crash();
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    await store.close();
    await expectCode(store.head("a"), "STORE_CLOSED");
    // Longer than the longest wait before a start.
    vi.advanceTimersByTime(60_000);
    expect(launch.mock.calls.length).toBeLessThanOrEqual(1);
    expect(platform.stores.length).toBeLessThanOrEqual(2);
    const again = openStreamStore({ directory: platform.directory });
    await again.close();
  });
});

describe("opening a hosted store", () => {
  test("rejects as openStreamStore throws, and leaves no process behind", async () => {
    const directory = await temporaryDirectory();
    const writer = openStreamStore({ directory });
    onTestFinished(() => writer.close());
    const platform = threadPlatform();
    await expectCode(openHostedStore(platform, { directory }, logger), "STORE_LOCKED", { pid: process.pid });
    await expectCode(
      openHostedStore(platform, { directory, durability: "fast" as never }, logger),
      "BAD_REQUEST",
    );
    expect(platform.stores).toHaveLength(0);
  });

  test("waits a moment for a killed process to release the lock", async () => {
    const directory = await temporaryDirectory();
    const writer = openStreamStore({ directory });
    const platform = threadPlatform();
    const opening = openHostedStore(platform, { directory }, logger);
    await platform.refused;
    await writer.close();
    const store = await opening;
    await store.create("a");
    await store.close();
  });
});

/** Reads are sent again when their response was lost, so a response means that the new process is up. */
async function untilBack(streams: Pick<Streams, "list">): Promise<void> {
  await streams.list();
}

interface Opened {
  readonly store: HostedStreamStore<MessagePort>;
  readonly platform: ThreadPlatform & { readonly directory: string };
}

async function open(): Promise<Opened> {
  const directory = await temporaryDirectory();
  const platform = Object.assign(threadPlatform(), { directory });
  const store = await openHostedStore(platform, { directory }, logger);
  onTestFinished(() => store.close());
  return { store, platform };
}

/** Connects a window as `exposeStreams` does. */
async function openWindow(store: HostedStreamStore<MessagePort>, access: AccessRules): Promise<Streams> {
  const client = clientOf(store, access);
  await client.connected(10_000);
  const streams = new Streams(client);
  onTestFinished(() => streams.close());
  return streams;
}

function clientOf(store: HostedStreamStore<MessagePort>, access: AccessRules): StreamsClient {
  return new StreamsClient(async () => {
    const { port1, port2 } = new MessageChannel();
    store.ports.serve(port2, { access });
    return fromMessagePort(port1);
  });
}

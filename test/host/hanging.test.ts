import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { Streams } from "../../renderer/client/streams.ts";
import { openHostedStore, type HostedStreamStore, type HostTimeouts } from "../../src/host/index.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { expectCode } from "../support/expect-code.ts";
import { drain, numbered, readTexts } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { workerPlatform, type WorkerPlatform } from "./worker-platform.ts";

const timeouts = { openTimeoutMs: 60_000, responseTimeoutMs: 15_000, closeTimeoutMs: 6000 };
const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

// The tests count the checks themselves: a slow machine is no hung process.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
});

describe("a hosted store whose process hangs", () => {
  test("is restarted: appends reject with DISCONNECTED, reads are repeated, subscriptions continue", async () => {
    const { store, platform } = await open();
    await store.create("a", { data: numbered(3) });
    const received = drain(store.subscribe("a"));
    const window = await openWindow(store);
    platform.hang();
    const calls = [
      expectCode(store.append("a", "x"), "DISCONNECTED"),
      expectCode(window.append("a", "x"), "DISCONNECTED"),
    ];
    const reads = [store.head("a"), window.head("a")];
    expire(timeouts.responseTimeoutMs);
    await Promise.all(calls);
    for (const read of reads) expect(await read).toMatchObject({ messageCount: 3 });
    await store.append("a", "3", { close: true });
    expect(await received).toEqual(numbered(4));
    expect(platform.launches).toBe(2);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining("it did not respond for 15000 ms and was killed"),
    );
  });

  test("is left alone while it responds", async () => {
    const { platform } = await open();
    for (let n = 0; n < 20; n++) {
      const ponged = platform.ponged();
      vi.advanceTimersByTime(timeouts.responseTimeoutMs / 3);
      await ponged;
    }
    expect(platform.pings).toBe(20);
    expect(platform.launches).toBe(1);
  });

  test("rejects the first start with STORE_FAILED", async () => {
    const platform = workerPlatform();
    platform.hangOnLaunch = true;
    const opening = openHostedStore(platform, { directory: await temporaryDirectory(), ...timeouts }, logger);
    const failed = expectCode(opening, "STORE_FAILED");
    await eventually(() => expect(vi.getTimerCount()).toBe(1));
    expire(timeouts.openTimeoutMs);
    await failed;
    await expect(opening).rejects.toThrow("it did not open the store for 60000 ms and was killed");
    expect(platform.launches).toBe(1);
  });

  test("rejects the first start with STORE_FAILED if it opens the store and serves no port", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
    const directory = await temporaryDirectory();
    const platform = workerPlatform();
    let unserved = 0;
    const launch = () => {
      const launched = platform.launch();
      const post: typeof launched.post = (message, port) => {
        if (message.kind === "serve") unserved++;
        else launched.post(message, port);
      };
      return { ...launched, post };
    };
    const mute = Object.create(platform, { launch: { value: launch } }) as WorkerPlatform;
    const options = { directory, ...timeouts, responseTimeoutMs: Infinity };
    const opening = openHostedStore(mute, options, logger);
    const failed = expectCode(opening, "STORE_FAILED");
    await eventually(() => expect(unserved).toBe(1));
    await vi.advanceTimersByTimeAsync(30_000);
    await failed;
    await expect(opening).rejects.toThrow("did not answer within 30000 ms and was killed");
    expect(unserved).toBeGreaterThan(1);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    // Once the killed process has released the lock.
    const again = await openHostedStore(workerPlatform(), { directory }, logger);
    await again.close();
  });

  test("is tried again when it hangs in a restart", async () => {
    const { store, platform } = await open();
    await store.create("a", { data: numbered(3) });
    platform.hangOnLaunch = true;
    platform.hang();
    const texts = readTexts(store, "a");
    expire(timeouts.responseTimeoutMs);
    await eventually(() => expect(platform.launches).toBe(2));
    platform.hangOnLaunch = false;
    expire(timeouts.openTimeoutMs);
    expect(await texts).toEqual(numbered(3));
    expect(platform.launches).toBe(3);
  });

  test("can be closed, and its last calls say that they may have happened", async () => {
    const { store, platform } = await open();
    await store.create("a");
    platform.hang();
    const append = expectCode(store.append("a", "x"), "DISCONNECTED");
    const closed = store.close();
    expire(timeouts.closeTimeoutMs);
    await Promise.all([append, closed]);
    await expectCode(store.head("a"), "STORE_CLOSED");
    expect(platform.launches).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that cannot even be killed does not keep the store from closing", async () => {
    const { store, platform } = await open({}, { unkillable: true });
    platform.hang();
    const closed = store.close();
    expire(timeouts.closeTimeoutMs);
    await closed;
  });

  test("a window that connects meanwhile learns whom it waits for", async () => {
    const { store, platform } = await open();
    platform.hang();
    vi.advanceTimersByTime(timeouts.responseTimeoutMs / 3);
    const client = clientOf(store);
    onTestFinished(() => client.close());
    await eventually(() => expect(client.isForwarded).toBe(true));
    const connected = client.connected(1);
    await expectCode(connected, "DISCONNECTED");
    await expect(connected).rejects.toThrow("the store's process did not respond within 1 ms");
    expire(timeouts.responseTimeoutMs);
  });
});

test("a hosted store that may take forever is never killed", async () => {
  const { store, platform } = await open({ responseTimeoutMs: Infinity, openTimeoutMs: Infinity });
  expire(1e9);
  await store.list();
  expect([platform.launches, platform.pings]).toEqual([1, 0]);
});

test.each([0, -1, NaN, "5", null])("a timeout of %j is refused", async (value) => {
  const directory = await temporaryDirectory();
  const options = { directory, closeTimeoutMs: value as number };
  await expectCode(openHostedStore(workerPlatform(), options, logger), "BAD_REQUEST");
});

interface Opened {
  readonly store: HostedStreamStore<MessagePort>;
  readonly platform: WorkerPlatform;
}

async function open(
  given: HostTimeouts = {},
  { unkillable = false }: { readonly unkillable?: boolean } = {},
): Promise<Opened> {
  const directory = await temporaryDirectory();
  const platform = workerPlatform();
  const launch = () => {
    const launched = platform.launch();
    if (!unkillable) return launched;
    onTestFinished(() => launched.kill());
    return { ...launched, kill: () => {} };
  };
  const served = Object.create(platform, { launch: { value: launch } }) as WorkerPlatform;
  const store = await openHostedStore(served, { directory, ...timeouts, ...given }, logger);
  onTestFinished(() => store.close());
  return { store, platform };
}

/** Lets all checks of a timeout pass. */
function expire(timeoutMs: number): void {
  vi.advanceTimersByTime((timeoutMs / 3) * 4);
}

function clientOf(store: HostedStreamStore<MessagePort>): StreamsClient {
  return new StreamsClient(async () => {
    const { port1, port2 } = new MessageChannel();
    store.ports.serve(port2, { access: "manage" });
    return fromMessagePort(port1);
  });
}

async function openWindow(store: HostedStreamStore<MessagePort>): Promise<Streams> {
  const client = clientOf(store);
  await client.connected(10_000);
  const streams = new Streams(client);
  onTestFinished(() => streams.close());
  return streams;
}

/** Also where a thread takes longer to start than the default of a second. */
function eventually(assertion: () => unknown): Promise<unknown> {
  return vi.waitFor(assertion, { timeout: 30_000 });
}

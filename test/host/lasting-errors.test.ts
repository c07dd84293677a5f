import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Streams } from "../../renderer/client/streams.ts";
import { openHostedStore, type HostedStreamStore } from "../../src/host/index.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { expectCode } from "../support/expect-code.ts";
import { expectAtRest } from "../support/store/at-rest.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { threadPlatform } from "./thread-platform.ts";

/** Opens a hosted store with the stream "a". `beforeLaunch` is called with the number of each launch, the first being 1. */
async function open(directory: string, beforeLaunch: (launch: number) => void) {
  const platform = threadPlatform();
  const error = vi.fn();
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error };
  let launches = 0;
  const launch = () => {
    beforeLaunch(++launches);
    return platform.launch();
  };
  const store = await openHostedStore({ ...platform, launch }, { directory }, logger);
  onTestFinished(async () => {
    await store.close();
    await expectAtRest(store);
  });
  await store.create("a", { data: "x" });
  return { store, platform, error, launches: () => launches };
}

/** A window's streams. Its ports are handed to the store's process, or wait for one. */
function openWindow(store: HostedStreamStore<MessagePort>): Streams {
  const client = new StreamsClient(async () => {
    const { port1, port2 } = new MessageChannel();
    store.ports.serve(port2, { access: "manage" });
    return fromMessagePort(port1);
  });
  const streams = new Streams(client);
  onTestFinished(() => streams.close());
  return streams;
}

test("windows that connect while the process cannot be started are served once it can", async () => {
  const parent = await temporaryDirectory();
  const [directory, away] = [join(parent, "store"), join(parent, "away")];
  const { store, platform, error, launches } = await open(directory, (launch) => {
    if (launch === 2) {
      renameSync(directory, away);
      writeFileSync(directory, "in the way");
    }
    if (launch === 4) {
      rmSync(directory);
      renameSync(away, directory);
    }
  });
  const before = openWindow(store);
  await before.head("a");
  await platform.crash();
  const during = openWindow(store);
  for (const streams of [before, during, store]) {
    expect((await streams.head("a")).path).toBe("a");
    await streams.append("a", "y");
  }
  expect((await store.head("a")).messageCount).toBe(4);
  expect(launches()).toBe(4);
  const failures = error.mock.calls.filter(([text]) => String(text).includes("could not be reopened"));
  expect(failures).toHaveLength(2);
});

test("an error that a restart cannot change ends the restarts, and is told to every caller", async () => {
  const directory = await temporaryDirectory();
  const { store, platform, launches } = await open(directory, (launch) => {
    if (launch !== 2) return;
    for (const name of ["streams.db-wal", "streams.db-shm"]) rmSync(join(directory, name), { force: true });
    writeFileSync(join(directory, "streams.db"), "this is not a database".repeat(1000));
  });
  const before = openWindow(store);
  await before.head("a");
  await platform.crash();
  const during = openWindow(store);
  for (const streams of [before, during, store]) await expectCode(streams.head("a"), "STORE_CORRUPT");
  await expectCode(openWindow(store).head("a"), "STORE_CORRUPT");
  await expectCode(store.append("a", "y"), "STORE_CORRUPT");
  const file = join(directory, "streams.db");
  const text = "the store is damaged, or the file is not a stream store; it was not changed";
  await expect(store.head("a")).rejects.toMatchObject({ message: `${text}: ${file}`, details: { file } });
  // Paths of this machine are not for windows, whether they were connected, waited or come later.
  for (const streams of [before, during, openWindow(store)])
    await expect(streams.head("a")).rejects.toMatchObject({ message: text, details: {} });
  expect(launches()).toBe(2);
});

import { expect, onTestFinished, test } from "vitest";
import { Streams } from "../../renderer/client/streams.ts";
import type { AccessRules } from "../../src/ipc/server/access.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import type { ReplicationSource } from "../../src/ipc/server/replication-source.ts";
import { servePort } from "../../src/ipc/server/server.ts";
import type { ReplicationStatus } from "../../src/protocol/replication.ts";
import type { StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { Gateway } from "./campaign/gateway.ts";
import { eventually, openStore, start } from "./replicating.ts";

const contentType = "application/json";

test("a window follows the replication of the streams that it may read, and of no others", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  for (const path of ["mine/a", "theirs/b"]) await store.create(path, { contentType, data: [1] });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  const window = connect(store, { "mine/": "read" }, [push]);
  let latest: ReplicationStatus[] = [];
  const following = window.replication$().subscribe((statuses) => (latest = statuses));
  await eventually(() =>
    expect(latest).toEqual([
      expect.objectContaining({
        direction: "push",
        server: { state: "online" },
        streams: [expect.objectContaining({ path: "mine/a", state: "upToDate", messages: 1 })],
      }),
    ]),
  );
  push.pause("mine/a");
  await store.append("mine/a", [2, 3]);
  await eventually(() =>
    expect(latest[0]!.streams[0]).toMatchObject({ state: "paused", lag: { messages: 2, bytes: 2 } }),
  );
  following.unsubscribe();
});

test("a window controls the replication of the streams that it may manage, and of no others", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  for (const path of ["mine/a", "theirs/b"]) await store.create(path, { contentType, data: [1] });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await eventually(() => expect(push.replicates("theirs/b")).toBe(true));
  const window = connect(store, { "mine/": "manage", "theirs/": "append" }, [push]);
  const stateOf = async (wanted: string) =>
    (await push.status()).streams.find(({ path }) => path === wanted)?.state;
  await window.controlReplication("mine/a", "pause");
  expect(await stateOf("mine/a")).toBe("paused");
  await expectCode(window.controlReplication("theirs/b", "pause"), "FORBIDDEN");
  await expectCode(window.controlReplication("", "pause"), "FORBIDDEN");
  // A rule for a longer prefix excludes a part of all streams.
  const most = connect(store, { "": "manage", "theirs/": "read" }, [push]);
  await expectCode(most.controlReplication("", "pause"), "FORBIDDEN");
  await expectCode(window.controlReplication("mine/none", "pause"), "NOT_FOUND");
  await expectCode(window.controlReplication("mine/a", "stop" as "pause"), "BAD_REQUEST");
  expect(await stateOf("theirs/b")).not.toBe("paused");
});

function connect(
  store: StreamStore,
  access: AccessRules,
  replications: readonly ReplicationSource[],
): Streams {
  const client = new StreamsClient(async () => {
    const { port1, port2 } = new MessageChannel();
    servePort(store, fromMessagePort(port1), { access, replications });
    return fromMessagePort(port2);
  });
  const window = new Streams(client);
  onTestFinished(() => window.close());
  return window;
}

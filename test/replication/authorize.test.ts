import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { Access } from "../../src/protocol/operations.ts";
import type { ReplicationStatus } from "../../src/protocol/replication.ts";
import { replicate, type Replication } from "../../src/replication/index.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { RawPort } from "../support/ipc/raw-port.ts";

let store: StreamStore;
let replication: Replication;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  await store.create("a", { contentType: "text/plain", data: "secret" });
  // No server listens there: the replication can still be paused.
  replication = replicate(store, { url: "http://127.0.0.1:9/", direction: "push", streams: ["a"] });
  onTestFinished(() => replication.close());
  await expect.poll(() => replication.replicates("a")).toBe(true);
});

test.each<[Access, code: string | undefined]>([
  ["none", "FORBIDDEN"],
  ["read", "FORBIDDEN"],
  ["append", "FORBIDDEN"],
  ["manage", undefined],
])("controlReplication with access %s has the error code %s", async (access, code) => {
  const port = new RawPort(store, { "": access }, { replications: [replication] });
  const answer = (await port.call(1, "controlReplication", "a", "pause")) as { error?: { code: string } };
  expect(answer.error?.code).toBe(code);
  const [stream] = (await replication.status()).streams;
  expect(stream!.state === "paused").toBe(code === undefined);
});

test.each<[Access, paths: string[]]>([
  ["none", []],
  ["read", ["a"]],
])("a status with access %s has the streams %j", async (access, paths) => {
  const port = new RawPort(store, { "": access }, { replications: [replication] });
  port.send([{ kind: "open", id: 1, cursor: "replication", args: [null], credit: 1 }]);
  const { value } = (await port.answer(1)) as unknown as { value: ReplicationStatus[] };
  expect(value.map(({ streams }) => streams.map(({ path }) => path))).toEqual([paths]);
});

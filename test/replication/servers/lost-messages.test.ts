import { expect, test } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { Peer } from "./peer.ts";
import { openStore, reached, start } from "../replicating.ts";

const json = "application/json";

test("several writers: a server that lost acknowledged messages is not sent more under a new epoch", async () => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const options = { url: peer.url, streams: ["s"], direction: "push", soleWriter: false } as const;
  const lost = { state: "stopped", error: expect.objectContaining({ code: "REMOTE_LOST" }) };
  let store = openStore(directory);
  await store.create("s", { contentType: json, data: [1, 2, 3] });
  let push = start(store, options);
  await reached(push, "s", { state: "upToDate" });
  // Restored from a backup.
  peer.create("s", json, ["1"]);
  await store.append("s", 4);
  await reached(push, "s", lost);
  await push.close();
  await store.close();
  store = openStore(directory);
  push = start(store, options);
  await reached(push, "s", lost);
  expect(peer.messages("s")).toEqual(["1"]);
});

test("several writers: a server that acknowledges an append before where it ended has lost messages", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", json, ["7", "8", "9"]);
  await store.create("s", { contentType: json });
  const options = { url: peer.url, streams: ["s"], direction: "push", soleWriter: false } as const;
  const push = start(store, options);
  await reached(push, "s", { state: "upToDate" });
  peer.create("s", json);
  await store.append("s", 1);
  await reached(push, "s", { state: "stopped", error: expect.objectContaining({ code: "REMOTE_LOST" }) });
});

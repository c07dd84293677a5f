import type { ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openStore, reached, start } from "../replicating.ts";
import { Peer } from "./peer.ts";

// Alone in its file: what other tests have held would be freed meanwhile, and hide what is held here.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const json = "application/json";

test("300 MB in one answer are mirrored while less than 64 MiB of memory are held", async () => {
  const [peer, store] = [await Peer.open(), openStore(await temporaryDirectory())];
  const block = Buffer.from(`${JSON.stringify("y".repeat(300))},`.repeat(3000));
  const blocks = 330;
  peer.create("s", json);
  const answered = { "content-type": json, "stream-next-offset": "5", "stream-up-to-date": "true" };
  peer.intercept = ({ method, url }, response) => {
    if (method !== "GET" || !url!.includes("offset=-1")) return false;
    response.writeHead(200, answered);
    void sendBlocks(response, block, blocks, () => (most = Math.max(most, heldMemory() - before)));
    return true;
  };
  const before = heldMemory();
  let most = 0;
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { messages: blocks * 3000 + 1 });
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(64 * 2 ** 20);
});

/** In bytes, without garbage. */
function heldMemory(): number {
  collectGarbage();
  const { external, heapUsed } = process.memoryUsage();
  return external + heapUsed;
}

/** Calls `sample` ten times on the way. */
async function sendBlocks(
  response: ServerResponse,
  block: Buffer,
  count: number,
  sample: () => void,
): Promise<void> {
  response.write("[");
  for (let n = 0; n < count; n++) {
    if (!response.write(block)) await new Promise((resolve) => response.once("drain", resolve));
    if (n % Math.ceil(count / 10) === 0) sample();
  }
  response.end("0]");
}

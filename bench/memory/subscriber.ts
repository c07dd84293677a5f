/** A slow window: a separate process that waits after each page. */
import { setTimeout as sleep } from "node:timers/promises";
import { Streams } from "../../renderer/client/streams.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { checkMessage } from "../sides/messages.ts";
import { growthDuring } from "./growth.ts";
import { fromProcess } from "./process-port.ts";

/** The message to its parent at the end. */
export interface Followed {
  readonly followed: { readonly count: number; readonly growthMiB: number };
}

process.once("disconnect", () => process.exit());
const [path, pauseMs] = process.argv.slice(2);
const client = new StreamsClient(async () => fromProcess(process));
await client.connected(5000);
const streams = new Streams(client);
await follow("warm-up");
let count = 0;
const growthMiB = await growthDuring(async () => {
  count = await follow(path!);
});
process.send!({ followed: { count, growthMiB } } satisfies Followed);

/** Counts the messages of a closed stream. */
async function follow(path: string): Promise<number> {
  let count = 0;
  for await (const { messages } of streams.subscribe(path)) {
    checkMessage(messages[0]!.data, count);
    count += messages.length;
    await sleep(Number(pauseMs));
  }
  return count;
}

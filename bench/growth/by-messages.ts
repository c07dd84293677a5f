import { join } from "node:path";
import { openStreamStore } from "../../src/store/index.ts";
import { inFlight } from "../load/in-flight.ts";
import { checkMessage, makeMessages } from "../sides/messages.ts";
import type { Sample } from "./sample.ts";
import { decades, sampleCalls } from "./sample-calls.ts";

const path = "growing";
const batch = 10_000;

/** One stream, from 1,000 messages to 10,000,000. The measured appends add a few more. */
export async function* growthByMessages(directory: string, isQuick: boolean): AsyncGenerator<Sample> {
  const store = openStreamStore({ directory: join(directory, "messages"), durability: "full" });
  const messages = makeMessages(batch);
  await store.create(path);
  for (const size of decades(1000, isQuick ? 100_000 : 10_000_000)) {
    let { messageCount } = await store.head(path);
    for (; messageCount < size; messageCount += batch) {
      await store.append(path, messages.slice(0, Math.min(batch, size - messageCount)));
    }
    yield* sampleCalls("messages in the stream", size, {
      append: (calls) => inFlight(calls, calls, (i) => store.append(path, messages[i]!)),
      async "tail read"(calls) {
        // Appends two messages, so that there is an offset before the last one.
        const { offset } = await store.append(path, messages[0]!);
        await store.append(path, messages[1]!);
        for (let i = 0; i < calls; i++) {
          const page = await store.read(path, { offset });
          checkMessage(page.messages[0]!.data, 1);
        }
      },
      async head(calls) {
        for (let i = 0; i < calls; i++) await store.head(path);
      },
    });
  }
  await store.close();
}

import { join } from "node:path";
import { openStreamStore } from "../../src/store/index.ts";
import { BareSqlite } from "../sides/bare-sqlite.ts";
import { streamPath, stride } from "../sides/data-set.ts";
import { inFlight } from "../load/in-flight.ts";
import { checkMessage, makeMessages, messageText } from "../sides/messages.ts";
import type { Sample } from "./sample.ts";
import { decades, sampleCalls } from "./sample-calls.ts";

const creates = 1000;

/**
 * A store, from 10 streams to 100,000; each call goes to another stream. Compared with better-sqlite3 inserting at the same
 * keys, because messages of another stream are in another page of the database there, too.
 */
export async function* growthByStreams(directory: string, isQuick: boolean): AsyncGenerator<Sample> {
  const store = openStreamStore({ directory: join(directory, "streams"), durability: "full" });
  const bare = new BareSqlite(join(directory, "bare.db"));
  const messages = makeMessages(creates);
  let streams = 0;
  // In the bare table, above all earlier positions.
  let position = 1;
  for (const size of decades(10, isQuick ? 1000 : 100_000)) {
    const first = streams;
    await inFlight(size - first, creates, async (i) => {
      await store.create(streamPath(first + i));
      // Done here, because only the first append to a stream writes the stream's row.
      await store.append(streamPath(first + i), messageText(0));
    });
    bare.inTransactions(size - first, (i) => bare.insertInto(first + i, 1, messages[0]!));
    streams = size;
    let next = 0;
    const anyStream = () => (next++ * stride) % size;
    const anyPath = () => streamPath(anyStream());
    yield* sampleCalls("streams in the store", size, {
      append: (calls) => inFlight(calls, calls, (i) => store.append(anyPath(), messages[i]!)),
      async "bare insert"(calls) {
        bare.inTransactions(calls, (i) => bare.insertInto(anyStream(), ++position, messages[i]!));
      },
      async "tail read"(calls) {
        for (let i = 0; i < calls; i++) {
          const { messages } = await store.read(anyPath(), { limitMessages: 1 });
          checkMessage(messages[0]!.data, 0);
        }
      },
      async head(calls) {
        for (let i = 0; i < calls; i++) await store.head(anyPath());
      },
    });
  }
  await store.close();
  bare.close();
}

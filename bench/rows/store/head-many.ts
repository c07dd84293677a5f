import { join } from "node:path";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { dataSet, streamPath, stride } from "../../sides/data-set.ts";
import { messageText } from "../../sides/messages.ts";
import type { Row, Side } from "../../row.ts";

export const headMany: Row = {
  id: "head-many",
  what: "head of any stream of a store with 100,000",
  anchorName: "the same of a store with 10",
  goal: 0.9,
  unit: "calls/s",
  limit:
    "the processor's cache: looking up one of 100,000 objects in a bare Map runs at 0.16 of looking up one of 10",
  async prepare(scale) {
    const { directory, streams } = await dataSet(scale);
    const many = openStreamStore({ directory });
    const few = openStreamStore({ directory: join(scale.directory, "few") });
    for (let i = 0; i < 10; i++) await few.create(streamPath(i), { data: messageText(0) });
    const amount = scale.of(200_000);
    const side = (store: StreamStore, streams: number): Side => {
      const paths = Array.from({ length: streams }, (_, i) => streamPath((i * stride) % streams));
      let messages = 0;
      return {
        async run() {
          messages = 0;
          for (let i = 0; i < amount; i++) {
            messages += (await store.head(paths[i % streams]!)).messageCount;
          }
        },
        check() {
          if (messages !== amount)
            throw new Error(`expected ${amount} messages in ${amount} heads, got ${messages}`);
        },
      };
    };
    return {
      amount,
      ours: side(many, streams),
      anchor: side(few, 10),
      async close() {
        await many.close();
        await few.close();
      },
    };
  },
};

import { openStreamStore } from "../../../src/store/index.ts";
import { dataSet, type LongStream } from "../../sides/data-set.ts";
import { checkMessage } from "../../sides/messages.ts";
import type { Row, Side } from "../../row.ts";

export const readTail: Row = {
  id: "read-tail",
  what: "the last message, of a stream of 10,000,000",
  anchorName: "the same of a stream of 1,000",
  goal: 0.9,
  unit: "calls/s",
  async prepare(scale) {
    const { directory, long, short } = await dataSet(scale);
    const store = openStreamStore({ directory });
    const amount = scale.of(20_000);
    const side = ({ path, messages, beforeLast }: LongStream): Side => {
      let last: unknown;
      return {
        async run() {
          for (let i = 0; i < amount; i++) {
            const page = await store.read(path, { offset: beforeLast });
            last = page.messages[0]!.data;
          }
        },
        check: () => checkMessage(last, messages - 1),
      };
    };
    return { amount, ours: side(long), anchor: side(short), close: () => store.close() };
  },
};

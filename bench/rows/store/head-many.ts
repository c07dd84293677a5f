import { openStreamStore } from "../../../src/store/index.ts";
import { dataSet, streamPath, stride } from "../../sides/data-set.ts";
import type { Row, Side } from "../../row.ts";

export const headMany: Row = {
  id: "head-many",
  what: "head of any stream of a store with 100,000",
  anchorName: "looking up one of 100,000 objects in a bare Map, awaited",
  goal: 0.6,
  unit: "calls/s",
  async prepare(scale) {
    const { directory, streams } = await dataSet(scale);
    const many = openStreamStore({ directory });
    const paths = Array.from({ length: streams }, (_, i) => streamPath((i * stride) % streams));
    const bare = new Map(paths.map((path) => [path, { messageCount: 1 }]));
    const amount = scale.of(200_000);
    const side = (head: (path: string) => Promise<{ messageCount: number }>): Side => {
      let messages = 0;
      return {
        async run() {
          messages = 0;
          for (let i = 0; i < amount; i++) messages += (await head(paths[i % streams]!)).messageCount;
        },
        check() {
          if (messages !== amount)
            throw new Error(`expected ${amount} messages in ${amount} heads, got ${messages}`);
        },
      };
    };
    return {
      amount,
      ours: side((path) => many.head(path)),
      anchor: side(async (path) => bare.get(path)!),
      close: () => many.close(),
    };
  },
};

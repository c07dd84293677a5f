import { join } from "node:path";
import Database from "better-sqlite3";
import { openStreamStore } from "../../../src/store/index.ts";
import { dataSet, streamPath, stride } from "../../sides/data-set.ts";
import type { Row } from "../../row.ts";

const pageSize = 200;

export const listPage: Row = {
  id: "list-page",
  what: "a page of 200 among 100,000 streams",
  anchorName: "better-sqlite3, 200 rows of the same table by their integer key",
  goal: 0.5,
  unit: "calls/s",
  async prepare(scale) {
    const { directory, streams } = await dataSet(scale);
    const store = openStreamStore({ directory });
    const bare = new Database(join(directory, "streams.db"), { readonly: true });
    const select = bare.prepare<[number, number], { path: string }>(
      "SELECT * FROM stream WHERE id > ? ORDER BY id LIMIT ?",
    );
    const amount = scale.of(1000);
    const starts = Array.from({ length: amount }, (_, i) => (i * stride) % (streams - pageSize));
    let pages: string[] = [];
    const check = () => {
      const expected = starts.map((start) => streamPath(start + pageSize));
      if (pages.join() !== expected.join()) throw new Error("the pages differ from the requested ones");
    };
    return {
      amount,
      ours: {
        async run() {
          pages = [];
          for (const start of starts) {
            const page = await store.list({ after: streamPath(start), limit: pageSize });
            pages.push(page.streams[pageSize - 1]!.path);
          }
        },
        check,
      },
      anchor: {
        async run() {
          // Stream 0 has id 1, so the streams after it have larger ids.
          pages = starts.map((start) => select.all(start + 1, pageSize)[pageSize - 1]!.path);
        },
        check,
      },
      async close() {
        await store.close();
        bare.close();
      },
    };
  },
};

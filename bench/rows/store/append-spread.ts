import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { readAll } from "../../sides/read-messages.ts";
import { BareSqlite } from "../../sides/bare-sqlite.ts";
import { inFlight } from "../../load/in-flight.ts";
import { checkCount, checkMessage, makeMessages } from "../../sides/messages.ts";
import type { Row } from "../../row.ts";

const streams = 1000;

export const appendSpread: Row = {
  id: "append-spread",
  what: "round-robin over 1,000 streams, 1,000 in flight, FULL",
  anchorName: "better-sqlite3, the same rows in the same order, transactions of 1,000, FULL",
  goal: 1,
  unit: "messages/s",
  limit:
    "both sides write a page of 4 KiB to the log for each message, 20 µs of it; ours adds the 3 µs that a promise, its checks and its stream take",
  async prepare(scale) {
    const count = scale.of(40_000, 10 * streams);
    const messages = makeMessages(count);
    const store = openStreamStore({ directory: join(scale.directory, "ours"), durability: "full" });
    const bare = new BareSqlite(join(scale.directory, "bare.db"));
    let round = 0;
    let bareRound = -1;
    const path = (stream: number) => `round-${round}/${stream}`;
    return {
      amount: count,
      ours: {
        async before() {
          round++;
          await inFlight(streams, streams, (stream) => store.create(path(stream)));
        },
        run: () => inFlight(count, 1000, (i) => store.append(path(i % streams), messages[i]!)),
        async check() {
          let found = 0;
          for (let stream = 0; stream < streams; stream++) {
            const data = await readAll(store, path(stream));
            data.forEach((bytes, i) => checkMessage(bytes, stream + i * streams));
            found += data.length;
          }
          checkCount(found, count);
        },
      },
      anchor: {
        before: () => void bareRound++,
        async run() {
          bare.inTransactions(count, (i) =>
            bare.insertInto(
              bareRound * streams + (i % streams) + 1,
              Math.floor(i / streams) + 1,
              messages[i]!,
            ),
          );
        },
        check() {
          let found = 0;
          for (const { key, data } of bare.page((bareRound * streams + 1) * 2 ** 36, count + 1)) {
            const stream = Math.floor(key / 2 ** 36) - 1 - bareRound * streams;
            checkMessage(data, stream + ((key % 2 ** 36) - 1) * streams);
            found++;
          }
          checkCount(found, count);
        },
      },
      async close() {
        await store.close();
        bare.close();
      },
    };
  },
};

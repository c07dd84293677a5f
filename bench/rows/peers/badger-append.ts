import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { readAll } from "../../sides/append-sides.ts";
import { startBadger } from "../../badger/program.ts";
import { inFlight } from "../../load/in-flight.ts";
import { checkMessages, makeMessages } from "../../sides/messages.ts";
import type { Row } from "../../row.ts";

const writers = 64;

export const badgerAppend: Row = {
  id: "badger-append",
  what: "64 appends in flight, FULL",
  anchorName: "badgerstore (Go), 64 writers; it does not flush",
  goal: 1.5,
  unit: "messages/s",
  async prepare(scale) {
    const badger = startBadger(join(scale.directory, "badger"));
    if (typeof badger === "string") return badger;
    const count = scale.of(50_000);
    const messages = makeMessages(count);
    const store = openStreamStore({ directory: join(scale.directory, "ours"), durability: "full" });
    let path = "";
    let round = 0;
    let badgerRound = 0;
    return {
      amount: count,
      ours: {
        async before() {
          path = `round-${++round}`;
          await store.create(path);
        },
        run: () => inFlight(count, writers, (i) => store.append(path, messages[i]!)),
        check: async () => checkMessages(await readAll(store, path), count),
      },
      anchor: {
        run: () => badger.append(`round-${++badgerRound}`, count, writers),
        async check() {
          await badger.read(`round-${badgerRound}`, count);
        },
      },
      async close() {
        await store.close();
        await badger.close();
      },
    };
  },
};

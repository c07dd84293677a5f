import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { appendRounds } from "../../sides/append-rounds.ts";
import { startBadger } from "../../badger/program.ts";
import { inFlight } from "../../load/in-flight.ts";
import { makeMessages } from "../../sides/messages.ts";
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
    let round = 0;
    return {
      amount: count,
      ours: appendRounds(store, count, (path) =>
        inFlight(count, writers, (i) => store.append(path, messages[i]!)),
      ),
      anchor: {
        run: () => badger.append(`round-${++round}`, count, writers),
        async check() {
          await badger.read(`round-${round}`, count);
        },
      },
      async close() {
        await store.close();
        await badger.close();
      },
    };
  },
};

import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { startBadger } from "../../badger/program.ts";
import { fillStream } from "../../sides/catch-up-sides.ts";
import { checkCount, makeMessages } from "../../sides/messages.ts";
import { readMessages } from "../../sides/read-messages.ts";
import type { Row } from "../../row.ts";

const path = "catch-up";
const fillers = 64;

export const badgerRead: Row = {
  id: "badger-read",
  what: "1,000,000 messages read from the start",
  anchorName: "badgerstore (Go), pages of 1 MiB",
  goal: 1.5,
  unit: "messages/s",
  async prepare(scale) {
    const badger = startBadger(join(scale.directory, "badger"));
    if (typeof badger === "string") return badger;
    const count = scale.of(1_000_000);
    const store = openStreamStore({ directory: join(scale.directory, "ours") });
    await fillStream(store, path, makeMessages(count));
    await badger.append(path, count, fillers);
    let read = 0;
    return {
      amount: count,
      ours: {
        async run() {
          read = await readMessages(store, path);
        },
        check: () => checkCount(read, count),
      },
      anchor: {
        run: () => badger.read(path, count),
        // The program checks the messages.
        check() {},
      },
      async close() {
        await store.close();
        await badger.close();
      },
    };
  },
};

import { EventEmitter } from "node:events";
import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { BareSqlite } from "../../sides/bare-sqlite.ts";
import { checkMessage, makeMessages } from "../../sides/messages.ts";
import type { Row } from "../../row.ts";

const readers = 1000;
const path = "fan-out";

/** Counts the messages that each reader has seen. */
class Seen {
  readonly #next = new Array<number>(readers).fill(0);
  #left = 0;
  #all: (() => void) | undefined;

  /** Resolves when every reader has seen one more message. */
  everyone(): Promise<void> {
    this.#left = readers;
    return new Promise((resolve) => (this.#all = resolve));
  }

  see(reader: number, data: unknown, messages: readonly Uint8Array[]): void {
    const i = this.#next[reader]!++;
    if (reader % 100 === 0) checkMessage(data, i % messages.length);
    if (--this.#left === 0) this.#all?.();
  }

  check(expected: number): void {
    if (this.#next.some((next) => next !== expected)) throw new Error("a reader missed a message");
  }
}

export const fanOut: Row = {
  id: "fan-out",
  what: "one append after the other, each seen by 1,000 subscribers",
  anchorName: "better-sqlite3 insert and 1,000 EventEmitter listeners that each read the row",
  goal: 0.5,
  unit: "deliveries/s",
  limit:
    "a listener of the anchor is a call and a row; a subscriber of ours is a promise, a cursor and a page for each delivery",
  async prepare(scale) {
    const appends = scale.of(100, 2);
    const messages = makeMessages(appends);
    const store = openStreamStore({ directory: join(scale.directory, "ours") });
    const bare = new BareSqlite(join(scale.directory, "bare.db"));
    await store.create(path);
    const stop = new AbortController();
    const seen = new Seen();
    const loops = Array.from({ length: readers }, async (_, reader) => {
      for await (const page of store.subscribe(path, { signal: stop.signal })) {
        for (const { data } of page.messages) seen.see(reader, data, messages);
      }
    });
    const bareSeen = new Seen();
    const emitter = new EventEmitter().setMaxListeners(readers);
    const row = bare.db.prepare<[number], Buffer>("SELECT data FROM message WHERE key = ?").pluck();
    for (let reader = 0; reader < readers; reader++) {
      emitter.on("append", (key: number) => bareSeen.see(reader, row.get(key), messages));
    }
    let expected = 0;
    let key = 0;
    return {
      amount: appends * readers,
      ours: {
        async run() {
          for (const message of messages) {
            const everyone = seen.everyone();
            await store.append(path, message);
            await everyone;
          }
        },
        check: () => seen.check((expected += appends)),
      },
      anchor: {
        async run() {
          for (const message of messages) {
            const everyone = bareSeen.everyone();
            bare.insert(++key, message);
            emitter.emit("append", key);
            await everyone;
          }
        },
        check: () => bareSeen.check(key),
      },
      async close() {
        stop.abort();
        await Promise.all(loops);
        await store.close();
        bare.close();
      },
    };
  },
};

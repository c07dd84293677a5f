import type { StreamStore } from "../../src/store/index.ts";
import type { Side } from "../row.ts";
import { checkMessages } from "./messages.ts";
import { readAll } from "./read-messages.ts";

/** The store's side of a row that appends: each round appends the messages 0 to `count - 1` to a new stream. */
export function appendRounds(
  store: StreamStore,
  count: number,
  append: (path: string) => Promise<number | void>,
): Side {
  let path = "";
  let round = 0;
  return {
    async before() {
      path = `round-${++round}`;
      await store.create(path);
    },
    run: () => append(path),
    check: async () => checkMessages(await readAll(store, path), count),
  };
}

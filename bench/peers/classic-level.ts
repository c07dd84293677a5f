import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import type { Peer } from "./peer.ts";

const keyDigits = 10;
const pageSize = 1000;

/** LevelDB with the messages under consecutive keys. `sync` flushes each write, concurrent ones together. */
export async function openClassicLevel(directory: string): Promise<Peer> {
  const db = new ClassicLevel<string, Uint8Array>(join(directory, "classic-level"), {
    valueEncoding: "view",
  });
  await db.open();
  let count = 0;
  return {
    name: "classic-level, sync",
    append: (message) => db.put(key(count++), message, { sync: true }),
    appendAll: (messages) =>
      db.batch(
        messages.map((value) => ({ type: "put", key: key(count++), value })),
        { sync: true },
      ),
    async *read(from) {
      const values = db.values({ gte: key(from) });
      for (;;) {
        const page = await values.nextv(pageSize);
        if (page.length === 0) break;
        yield page;
      }
      await values.close();
    },
    close: () => db.close(),
  };
}

function key(i: number): string {
  return String(i).padStart(keyDigits, "0");
}

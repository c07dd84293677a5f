import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { inFlight } from "../../load/in-flight.ts";
import { readAll } from "../../sides/read-messages.ts";
import { checkMessages, makeMessages, messageBytes } from "../../sides/messages.ts";
import type { Row } from "../../row.ts";

export const disk: Row = {
  id: "disk",
  what: "bytes of all files, after a close, for each byte of 200,000 messages",
  anchorName: "bound",
  goal: 1,
  unit: "bytes per byte",
  async prepare(scale) {
    const count = scale.of(200_000, 2000);
    const messages = makeMessages(count);
    let round = 0;
    let directory = "";
    return {
      ours: {
        before: () => void (directory = join(scale.directory, String(++round))),
        async run() {
          const store = openStreamStore({ directory });
          await store.create("disk");
          await inFlight(count, 1000, (i) => store.append("disk", messages[i]!));
          await store.close();
          return sizeOf(directory) / (count * messageBytes);
        },
        async check() {
          const store = openStreamStore({ directory, readOnly: true });
          checkMessages(await readAll(store, "disk"), count);
          await store.close();
        },
      },
      anchor: 1.25,
    };
  },
};

function sizeOf(directory: string): number {
  return readdirSync(directory)
    .map((file) => statSync(join(directory, file)).size)
    .reduce((sum, size) => sum + size, 0);
}

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { fillStream } from "../../sides/catch-up-sides.ts";
import type { Growth } from "../../memory/host.ts";
import { checkCount, makeMessages } from "../../sides/messages.ts";
import type { Row } from "../../row.ts";

const path = "long";
/** The subscriber's pause after each page of 1,000 messages. */
const pauseMs = 5;
const warmUpMessages = 5000;

export const memory: Row = {
  id: "memory",
  what: "growth of either process while a slow subscriber follows a stream of 1,000,000 messages",
  anchorName: "bound",
  goal: 1,
  unit: "MiB",
  limit:
    "the host: 16 MiB of it are SQLite's page cache, and its heap in V8 does not grow: the rest are pages on their way, outside of that heap; with 4 MiB of cache it is 19, with 1 MiB 17, and appends to many streams take a tenth longer",
  async prepare(scale) {
    const count = scale.of(1_000_000);
    const directory = join(scale.directory, "ours");
    const store = openStreamStore({ directory });
    for (const [name, messages] of [
      ["warm-up", warmUpMessages],
      [path, count],
    ] as const) {
      await fillStream(store, name, makeMessages(messages));
      await store.closeStream(name);
    }
    await store.close();
    const rounds: Growth[] = [];
    return {
      ours: {
        async run() {
          const growth = await measureGrowth(directory);
          rounds.push(growth);
          return Math.max(growth.host, growth.subscriber);
        },
        check: () => checkCount(rounds[rounds.length - 1]!.count, count),
      },
      anchor: 16,
      note: () => `host ${list(rounds, "host")} MiB, subscriber ${list(rounds, "subscriber")} MiB`,
    };
  },
};

/** Starts both processes anew, because a process does not shrink again. */
async function measureGrowth(directory: string): Promise<Growth> {
  const script = join(import.meta.dirname, "..", "..", "memory", "host.ts");
  const host = fork(script, [directory, path, String(pauseMs)], { execArgv: ["--expose-gc"] });
  const [growth] = (await Promise.race([
    once(host, "message"),
    once(host, "exit").then(([code]) => Promise.reject(new Error(`the host exited with ${code}`))),
  ])) as [Growth];
  return growth;
}

function list(rounds: readonly Growth[], process: "host" | "subscriber"): string {
  return rounds.map((growth) => growth[process].toFixed(1)).join(", ");
}

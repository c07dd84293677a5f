import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStreamStore, type StreamMessage, type StreamStore } from "../../src/store/index.ts";
import { seededRandom } from "./random.ts";

const rounds = 10;

interface Acknowledged {
  readonly numbers: readonly number[];
  readonly offset: string;
}
interface Written {
  readonly number: number;
  readonly batch: number;
}

describe("a process killed during appends", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "streams-kill-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test.each(["full", "normal"])("durability %s: every acknowledged message is there", async (durability) => {
    const random = seededRandom(durability.length);
    const acknowledged: Acknowledged[] = [];
    for (let round = 1; round <= rounds; round++) {
      const firstNumber = round * 1_000_000;
      acknowledged.push(
        ...(await writeUntilKilled([directory, durability, `${firstNumber}`], random() * 120)),
      );
      await checkStore(directory, acknowledged);
    }
  });
});

/** Lets the writer run for a while after its first acknowledgement, then kills it. */
async function writeUntilKilled(args: string[], afterMs: number): Promise<Acknowledged[]> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(writer, "exit");
  const acknowledged: Acknowledged[] = [];
  const lines = createInterface(writer.stdout);
  lines.on("line", (line) => acknowledged.push(JSON.parse(line) as Acknowledged));
  const ended = once(lines, "close");
  await Promise.race([once(lines, "line"), ended]);
  await delay(afterMs);
  writer.kill("SIGKILL");
  await ended;
  // It was killed, and did not fail by itself before.
  expect(await exited).toEqual([null, "SIGKILL"]);
  expect(acknowledged.length).toBeGreaterThan(0);
  return acknowledged;
}

async function checkStore(directory: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const store = openStreamStore({ directory });
  try {
    const messages = await readAll(store, "numbers");
    const numbers = messages.map(({ data }) => (data as Written).number);
    const offsetOf = new Map(messages.map(({ offset, data }) => [(data as Written).number, offset]));
    expect(offsetOf.size).toBe(numbers.length);

    const lost = acknowledged.filter(({ numbers: own, offset }) => offsetOf.get(own.at(-1)!) !== offset);
    expect(lost).toEqual([]);
    expect(tornBatches(messages)).toEqual([]);
    const info = await store.head("numbers");
    expect(info).toMatchObject({ messageCount: messages.length, tailOffset: messages.at(-1)!.offset });
  } finally {
    await store.close();
  }
}

/** Batches, acknowledged or not, of which there is a part, or which others came into. */
function tornBatches(messages: readonly StreamMessage[]): Written[][] {
  const batches: Written[][] = [];
  for (const { data } of messages) {
    const written = data as Written;
    if (batches.at(-1)?.[0]!.batch === written.batch) batches.at(-1)!.push(written);
    else batches.push([written]);
  }
  return batches.filter(
    (batch) =>
      (batch.length !== 1 && batch.length !== 3) ||
      batch.some(({ number, batch: first }, n) => number !== first + n),
  );
}

async function readAll(store: StreamStore, path: string): Promise<StreamMessage[]> {
  const messages: StreamMessage[] = [];
  for (let offset = "-1"; ;) {
    const page = await store.read(path, { offset });
    messages.push(...page.messages);
    if (page.upToDate) return messages;
    offset = page.nextOffset;
  }
}

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  openStreamStore,
  salvageStore,
  type SalvageReport,
  type StreamStore,
} from "../../src/store/index.ts";
import { formatOffset } from "../../src/protocol/offset.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { problemsOf } from "../support/verify-store.ts";
import { damageFile } from "./damage.ts";
import { makeOriginal, type Original } from "./original.ts";

export interface SalvageTally {
  damaged: number;
  /** Messages that were readable before the damage. */
  messages: number;
  salvaged: number;
  reported: number;
  /** Messages with other content, or at another offset, than before. */
  wrong: number;
  /** Messages that were lost without being reported. */
  unreported: number;
  /** Streams of which nothing was found, not even their path. */
  traceless: number;
}

/** Damages stores in random ways and salvages them. @throws Error if the damaged store is changed or the new one is damaged */
export async function salvageMany(runs: number, seed: number): Promise<SalvageTally> {
  const tally: SalvageTally = {
    damaged: 0,
    messages: 0,
    salvaged: 0,
    reported: 0,
    wrong: 0,
    unreported: 0,
    traceless: 0,
  };
  const folder = mkdtempSync(join(tmpdir(), "streams-salvage-"));
  const originals: Original[] = [];
  for (let i = 0; i < 4; i++) {
    const place = mkdtempSync(join(folder, "original-"));
    originals.push(await makeOriginal(place, seed + i));
  }
  for (let run = 0; run < runs; run++) {
    const place = mkdtempSync(join(folder, "run-"));
    try {
      await salvageOne(originals[run % originals.length]!, place, seed + run, tally);
    } catch (error) {
      throw new Error(`seed ${seed + run}, kept in ${place}: ${(error as Error).stack}`, { cause: error });
    }
    rmSync(place, { recursive: true });
  }
  rmSync(folder, { recursive: true });
  return tally;
}

async function salvageOne(
  original: Original,
  place: string,
  seed: number,
  tally: SalvageTally,
): Promise<void> {
  const random = seededRandom(seed);
  const damaged = join(place, "damaged");
  cpSync(original.directory, damaged, { recursive: true });
  const name = random.below(4) === 0 ? "streams.db-wal" : "streams.db";
  const what = damageFile(join(damaged, name), random);
  const before = digest(damaged);
  const report = salvageStore(damaged, join(place, "new"));
  if (digest(damaged) !== before) throw new Error(`the damaged store was changed (${name}: ${what})`);
  const store = openStreamStore({ directory: join(place, "new"), compactIntervalMs: 0 });
  try {
    const problems = await problemsOf(store);
    if (problems !== undefined) throw new Error(`${name}: ${what}: the new store is damaged: ${problems}`);
    await compare(original, store, report, tally, `${name}: ${what}`);
  } finally {
    await store.close();
  }
}

/** Checks that kept messages are unchanged at their offsets, and that lost ones are in the report. */
async function compare(
  original: Original,
  store: StreamStore,
  report: SalvageReport,
  tally: SalvageTally,
  what: string,
): Promise<void> {
  const kept = new Set<string>();
  for (const { path } of (await store.list({ limit: 1000 })).streams) {
    const page = await store.readPacked(path, { limitMessages: 100_000, limitBytes: 64 * 1024 * 1024 });
    for (const { offset, data } of unpackRaw(page)) {
      if (original.messages.get(offset) !== data) {
        console.error(`${what}: ${offset} of ${path} has changed`);
        tally.wrong++;
      }
      kept.add(offset);
    }
  }
  tally.damaged++;
  for (const [path, offsets] of original.readable) {
    const missing = offsets.filter((offset) => !kept.has(offset));
    tally.messages += offsets.length;
    tally.salvaged += offsets.length - missing.length;
    tally.reported += missing.length;
    if (missing.length === 0) continue;
    if ((await tailOf(store, path)) === "" && !report.streams.some((stream) => stream.path === path)) {
      if (offsets.length !== missing.length && !report.isLogBroken)
        throw new Error(`${what}: ${path} lost a part of its messages without a report`);
      tally.traceless++;
      continue;
    }
    // The last messages of a growing stream can be lost without a trace; the report says so in `endUnknown`.
    const tail = await tailOf(store, path);
    const isUnknownEnd = (offset: string) => report.endUnknown.includes(path) && offset > tail;
    const unreported = missing.filter((offset) => !isReported(report, offset) && !isUnknownEnd(offset));
    if (unreported.length === 0 || report.isLogBroken || report.broken > 0) continue;
    console.error(`${what}: ${path} lost ${unreported.join()} without a report`);
    tally.unreported += unreported.length;
  }
}

function isReported(report: SalvageReport, offset: string): boolean {
  return report.streams.some(
    ({ state, lost }) =>
      state !== "damaged" || lost.some(({ from, upto }) => offset > from && offset <= upto),
  );
}

/** Empty if the stream does not exist. */
async function tailOf(store: StreamStore, path: string): Promise<string> {
  return store.head(path).then(
    ({ tailOffset }) => tailOffset,
    () => "",
  );
}

function* unpackRaw(page: Awaited<ReturnType<StreamStore["readPacked"]>>) {
  const text = Buffer.from(page.data).toString("latin1");
  let start = 0;
  let position = page.position;
  for (const { streamId, count } of page.owners) {
    for (let i = 0; i < count; i++) {
      const length = page.lengths[position - page.position]!;
      position++;
      const offset = formatOffset(streamId, position);
      yield { offset, data: text.slice(start, start + length) };
      start += length + (page.json ? 1 : 0);
    }
  }
}

function digest(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).toSorted())
    hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

// Carries out a plan of operations on a store, and prints each answer when it comes.
// Usage: node writer.ts <directory> <full|normal> <plan.json> <first moment, ms since the epoch>
import { readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import Database from "better-sqlite3";
import { StreamError } from "../../src/protocol/errors.ts";
import { openStreamStore, type Durability, type StreamStore } from "../../src/store/index.ts";
import { partsOf } from "../../src/store/stream-store.ts";
import { report } from "./plan/ledger.ts";
import {
  appendTexts,
  batchTexts,
  refusedText,
  type Append,
  type Operation,
  type Planned,
} from "./plan/operation.ts";
import { plainInfo, type Outcome } from "./plan/outcome.ts";
import { RunningTime } from "./running-time.ts";

/** Longer than any jump of the clock lasts, and about as long as the plan's clock advances at a time. */
const graceMs = 1000;

const [directory, durability, planFile, firstMoment] = process.argv.slice(2) as [
  string,
  Durability,
  string,
  string,
];
// Before anything can kill this process.
flushCompileCache();
const plan = JSON.parse(readFileSync(planFile, "utf8")) as Planned[];
let now = Number(firstMoment);
const runningTime = new RunningTime();
runningTime.install();
let store = open();
const inFlight = new Set<Promise<unknown>>();

for (const [index, planned] of plan.entries()) {
  if (planned.after === "settled") await Promise.all(inFlight);
  else if (planned.after === "turn") await nextTurn();
  const answered = perform(planned).then(
    (outcome) => report({ index, outcome }),
    (error: unknown) => report({ index, outcome: { error: codeOf(error) } }),
  );
  inFlight.add(answered);
  void answered.finally(() => inFlight.delete(answered));
  // The operations that follow need the reopened store, or the clock as it was.
  if (planned.kind === "reopen" || planned.kind === "jump") await answered;
}
await Promise.all(inFlight);
report({ mark: "closing" });
await store.close();
report({ mark: "closed" });

function open(): StreamStore {
  report({ mark: "opening" });
  const opened = openStreamStore({
    directory,
    durability,
    now: () => now,
    cleanupIntervalMs: 15,
    expiryGraceMs: graceMs,
  });
  refuseMessages();
  report({ mark: "opened" });
  return opened;
}

/** Lets SQLite refuse some messages in the middle of a transaction, as a disk that fails would. */
function refuseMessages(): void {
  const db = new Database(join(directory, "streams.db"));
  db.exec(`CREATE TRIGGER IF NOT EXISTS refuse BEFORE INSERT ON message
    WHEN instr(cast(NEW.data AS TEXT), '${refusedText}') > 0 BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  db.close();
}

async function perform(operation: Operation): Promise<Outcome> {
  switch (operation.kind) {
    case "create": {
      const { setup, batch, path } = operation;
      const { created, ...info } = await store.create(path, {
        ...setup,
        ...(setup.expiresAt !== undefined && { expiresAt: new Date(setup.expiresAt) }),
        ...(batch && { data: batchTexts(batch) }),
      } as object);
      return { info: plainInfo(info), created };
    }
    case "append": {
      const { path, data, options } = argumentsOf(operation);
      return { append: await store.append(path, data, options) };
    }
    case "acknowledge": {
      const { path, replica, offset } = operation;
      await store.replicas.set(path, replica, { offset, state: "" });
      return { done: true };
    }
    case "appendAll":
      return { appends: await store.appendAll(operation.appends.map(argumentsOf)) };
    case "close":
      return { append: await store.closeStream(operation.path) };
    case "delete":
      await store.delete(operation.path);
      return { done: true };
    case "touch":
      return { info: plainInfo(await store.touch(operation.path)) };
    case "read":
      await store.read(operation.path);
      return { done: true };
    case "advance":
      now += operation.ms;
      runningTime.pass(operation.ms);
      return { done: true };
    case "jump":
      await jump(operation.ms);
      return { done: true };
    case "compact":
      compactBeside();
      return { done: true };
    case "reopen":
      report({ mark: "closing" });
      await store.close();
      report({ mark: "closed" });
      store = open();
      return { done: true };
  }
}

function argumentsOf(append: Append) {
  const { path, seq, producer, close, expectedOffset } = append;
  const options = {
    ...(seq !== undefined && { seq }),
    ...(producer && { producer }),
    ...(close && { close }),
    ...(expectedOffset !== undefined && { expectedOffset }),
  };
  return { path, data: appendTexts(append), options };
}

/**
 * The clock jumps ahead and comes back before the grace is over, and nothing may come of it. Then the grace passes, so that the
 * next jump does not end what this one began. What did expire before is removed.
 */
async function jump(ms: number): Promise<void> {
  const maintenance = partsOf(store).maintenance!;
  await runningTime.stopDuring(async () => {
    // The plan's clock stood still while running time went on, which would count as passed.
    await maintenance.cleanUp();
    now += ms;
    await maintenance.cleanUp();
    now -= ms;
    await maintenance.cleanUp();
  });
  runningTime.pass(2 * graceMs);
}

/** Runs beside the operations that follow; the store may be closed before it is done. */
function compactBeside(): void {
  report({ mark: "compacting" });
  store.compact().catch((error: unknown) => {
    if (codeOf(error) !== "STORE_CLOSED") throw error;
  });
}

function codeOf(error: unknown) {
  if (error instanceof StreamError) return error.code;
  throw error;
}

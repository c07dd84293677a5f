import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Durability } from "../../src/store/index.ts";
import { seededRandom, type Random } from "../support/seeded-random.ts";
import { inspectStore, type Found } from "./check/inspect-store.ts";
import { countUnreadable } from "./check/integrity.ts";
import { randomMoment, recoveryMoment, runKilledWriter, type KillMoment } from "./killed-writer.ts";
import type { Ledger } from "./plan/ledger.ts";
import { ModelStore } from "./plan/model-store.ts";
import type { Append, Operation, Planned } from "./plan/operation.ts";
import { canonical } from "./plan/outcome.ts";
import { maxInFlight, Planner } from "./plan/plan.ts";
import { Prefixes } from "./plan/prefixes.ts";
import { appendsToRetry } from "./retries.ts";
import { judge, type Verdict } from "./check/verdict.ts";

const operationsPerRound = 250;

export interface Round {
  readonly acknowledged: number;
  readonly kills: number;
  /** What is wrong; undefined if nothing is. */
  readonly verdict: Verdict | undefined;
}

/** One store over several rounds, each of which kills its writer: damage would add up. */
export class KilledStore {
  readonly durability: Durability;
  readonly #random: Random;
  readonly #folder = mkdtempSync(join(tmpdir(), "streams-crash-"));
  readonly #planFile = join(this.#folder, "plan.json");
  /** The operations that have taken effect so far, in order. */
  #history: Operation[] = [];
  #retries: Append[] = [];
  #planned = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.durability = seed % 2 === 0 ? "full" : "normal";
    mkdirSync(this.directory);
  }

  get directory(): string {
    return join(this.#folder, "store");
  }

  /** Called only if nothing went wrong: otherwise the store is kept for inspection. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async runRound(): Promise<Round> {
    const model = ModelStore.after(this.#history);
    const firstMoment = model.now;
    const plan = new Planner(model, this.#random, this.#planned, this.#retries).draw(operationsPerRound);
    this.#planned += plan.length;
    const { ledger, killed } = await this.#run(plan, firstMoment, randomMoment(this.#random, plan.length));
    const { acknowledged } = ledger;
    // The latest time that the writer's clock can have reached: messages too old by then are gone, though acknowledged.
    const { now } = ModelStore.after([...this.#history, ...plan.slice(0, acknowledged + maxInFlight)]);
    let kills = killed ? 1 : 0;
    while (this.#random.below(5) === 0) {
      // A clock that was set back would shorten times to live.
      const again = await this.#run([], now, recoveryMoment(this.#random));
      if (again.killed) kills++;
    }
    return {
      acknowledged,
      kills,
      verdict: this.#checkAnswers(plan, ledger) ?? (await this.#check(plan, acknowledged, now)),
    };
  }

  #run(plan: readonly Planned[], firstMoment: number, moment: KillMoment) {
    writeFileSync(this.#planFile, JSON.stringify(plan));
    const { directory, durability } = this;
    return runKilledWriter({ directory, durability, planFile: this.#planFile, firstMoment }, moment);
  }

  /** Each answer must be the model's: offsets, duplicates, refusals. */
  #checkAnswers(plan: readonly Planned[], ledger: Ledger): Verdict | undefined {
    const model = ModelStore.after(this.#history);
    for (const [index, operation] of plan.slice(0, ledger.acknowledged).entries()) {
      const [expected, answered] = [model.apply(operation), ledger.outcomes.get(index)].map(canonical);
      if (expected === answered) continue;
      const report = `${JSON.stringify(operation)}\n  expected ${expected}\n  answered ${answered}`;
      const isRepeated = expected!.includes('"duplicate":true');
      return { lost: isRepeated ? 0 : 1, duplicated: isRepeated ? 1 : 0, torn: 0, report };
    }
    return undefined;
  }

  async #check(plan: readonly Planned[], acknowledged: number, now: number): Promise<Verdict | undefined> {
    const range = { from: acknowledged, upto: acknowledged + maxInFlight };
    const found = await this.#inspect(now);
    if (typeof found === "string") return { lost: acknowledged, duplicated: 0, torn: 0, report: found };
    const prefixes = new Prefixes(this.#history, plan);
    const count = prefixes.find(range, found.view, now);
    if (count === undefined) return judge(prefixes, range, found, now);
    if (found.damage !== undefined) return { lost: 0, duplicated: 0, torn: 1, report: found.damage };
    this.#history.push(...plan.slice(0, count));
    this.#history.push({ kind: "advance", ms: now - ModelStore.after(this.#history).now });
    // The check has read every stream, which restarted its TTL.
    for (const path of found.streams.keys()) this.#history.push({ kind: "read", path });
    this.#retries = appendsToRetry(plan, acknowledged);
    return undefined;
  }

  /** Now and then also checks that compaction leaves nothing unreadable behind. */
  async #inspect(now: number): Promise<Found | string> {
    let leaked = 0;
    const compacts = this.#random.below(4) === 0;
    try {
      const found = await inspectStore(this.directory, this.durability, now, async (db, compact) => {
        if (!compacts) return;
        await compact();
        leaked = countUnreadable(db);
      });
      return leaked === 0 ? found : `compaction left ${leaked} messages or entries that no stream can show`;
    } catch (error) {
      return `the store cannot be opened or read: ${String(error)}`;
    }
  }
}

import { join } from "node:path";
import type { Durability } from "../../src/store/index.ts";
import type { Random } from "../support/seeded-random.ts";
import { Ledger, type Entry } from "../crash/plan/ledger.ts";
import { ModelStore } from "../crash/plan/model-store.ts";
import type { Append, Operation, Planned } from "../crash/plan/operation.ts";
import { Planner } from "../crash/plan/plan.ts";
import { Prefixes } from "../crash/plan/prefixes.ts";
import { appendsToRetry } from "../crash/retries.ts";
import { checkImage, latestTime, type Problem } from "./check-image.ts";
import { drawImage, writeImage, type DiskImage } from "./disk-image.ts";
import { recordWriter } from "./record-writer.ts";
import { RecordedDisk } from "./recorded-disk.ts";
import type { SystemCall } from "./system-call.ts";

const operationsPerTrace = 280;
const stdout = 1;

/** A disk after a power cut, and what is known of the store on it. */
export interface Survivor {
  readonly image: DiskImage;
  readonly history: readonly Operation[];
  readonly retries: readonly Append[];
}

export const newStore: Survivor = { image: new Map(), history: [], retries: [] };

export interface Setting {
  readonly folder: string;
  readonly durability: Durability;
  readonly random: Random;
  readonly number: number;
}

/** The work of one writer: it starts from a disk, and each power cut leaves another. */
export class Generation {
  instants = 0;
  readonly #setting: Setting;
  readonly #start: Survivor;
  readonly #plan: Planned[];
  readonly #prefixes: Prefixes;
  readonly #calls: SystemCall[];
  readonly #root: string;

  constructor(setting: Setting, start: Survivor) {
    const { folder, durability, random, number } = setting;
    this.#setting = setting;
    this.#start = start;
    this.#root = join(folder, "disk");
    const model = ModelStore.after(start.history);
    const firstMoment = model.now;
    this.#plan = new Planner(model, random, number * 1000, start.retries).draw(operationsPerTrace);
    this.#prefixes = new Prefixes(start.history, this.#plan);
    writeImage(this.#root, this.#root, start.image);
    this.#calls = recordWriter(folder, { directory: this.#store, durability, firstMoment }, this.#plan);
    this.instants = this.#replay().length;
  }

  /** Draws and checks images, spread over all instants. Returns one that passed, each with the same chance. */
  async run(images: number, report: (problem: Problem | undefined) => void): Promise<Survivor | undefined> {
    const { random } = this.#setting;
    let survivor: Survivor | undefined;
    let sound = 0;
    let instant = 0;
    const disk = this.#disk();
    const ledger = new Ledger();
    for (const call of this.#calls) {
      if (!step(disk, ledger, call)) continue;
      const due = share(images, instant + 1, this.instants) - share(images, instant, this.instants);
      instant++;
      for (let i = 0; i < due; i++) {
        const image = drawImage(disk, random);
        const found = await this.#check(image, ledger);
        report(
          typeof found === "number" ? undefined : { ...found, report: `instant ${instant}: ${found.report}` },
        );
        if (typeof found !== "number" || ledger.acknowledged < operationsPerTrace / 4) continue;
        if (random.below(++sound) === 0) survivor = this.#survivor(image, found, ledger.acknowledged);
      }
    }
    if (!ledger.isComplete) throw new Error("the trace ends before the writer has closed its store");
    return survivor;
  }

  get #store(): string {
    return join(this.#root, "app", "streams");
  }

  #disk(): RecordedDisk {
    return new RecordedDisk(this.#root, this.#start.image);
  }

  /** The calls that make a difference: an instant to cut the power follows each of them. */
  #replay(): SystemCall[] {
    const disk = this.#disk();
    const ledger = new Ledger();
    return this.#calls.filter((call) => step(disk, ledger, call));
  }

  #check(image: DiskImage, { acknowledged }: Ledger): Promise<Problem | number> {
    const { folder, durability } = this.#setting;
    const mounted = join(folder, "image");
    writeImage(mounted, this.#root, image);
    return checkImage(this.#store.replace(this.#root, mounted), durability, this.#prefixes, acknowledged);
  }

  #survivor(image: DiskImage, count: number, acknowledged: number): Survivor {
    const history = [...this.#start.history, ...this.#plan.slice(0, count)];
    // The time of the check: what had expired by then is unknown, and must stay out of sight.
    const ms = latestTime(this.#prefixes, acknowledged) - ModelStore.after(history).now;
    return {
      image,
      history: [...history, { kind: "advance", ms }],
      retries: appendsToRetry(this.#plan, count),
    };
  }
}

/** Whether the call changed what the disk holds or may hold, or what was acknowledged. */
function step(disk: RecordedDisk, ledger: Ledger, call: SystemCall): boolean {
  if (call.call !== "write" || call.fd !== stdout) return disk.apply(call);
  ledger.add(JSON.parse(call.data.toString()) as Entry);
  return true;
}

function share(images: number, instant: number, instants: number): number {
  return Math.floor((images * instant) / instants);
}

import type { Producer } from "../../../src/protocol/stream.ts";
import type { Random } from "../../support/seeded-random.ts";
import type { ModelStore } from "./model-store.ts";
import type { ModelStream } from "./model-stream.ts";
import type { Append, Batch, Operation, Planned } from "./operation.ts";
import { randomBatch, randomFork, randomPosition, randomSetup } from "./random-content.ts";

const paths = ["log/0", "log/1", "log/2", "log/3", "log/4", "ä/5"];
const forkPaths = ["fork/0", "fork/1", "fork/2"];
/** Every path that a plan uses. */
export const allPaths: readonly string[] = [...paths, ...forkPaths];

/** How many operations may wait for an answer at a time. */
export const maxInFlight = 48;
const rememberedRetries = 12;
/** A day: longer than any TTL and any age in a plan. */
const jumpMs = 86_400_000;

/**
 * Draws a plan of operations for a store in the state of `model`, and applies it to `model`. Most operations succeed;
 * for the others the model knows the code.
 */
export class Planner {
  readonly #model: ModelStore;
  readonly #random: Random;
  readonly #plan: Planned[] = [];
  readonly #retries: Append[];
  #nextTag: number;
  #inFlight = 0;
  /**
   * Paths that lost their stream since all calls settled: appends to them are avoided, as an append also checks the stream
   * that exists when it is called.
   */
  readonly #replaced = new Set<string>();

  /** `retries`: appends of producers whose acknowledgement may have been lost. */
  constructor(model: ModelStore, random: Random, firstTag: number, retries: readonly Append[] = []) {
    this.#model = model;
    this.#random = random;
    this.#nextTag = firstTag;
    this.#retries = [...retries];
  }

  draw(count: number): Planned[] {
    for (const retry of [...this.#retries]) this.#add(retry);
    while (this.#plan.length < count) this.#drawOne();
    return this.#plan;
  }

  #drawOne(): void {
    const dice = this.#random.below(100);
    if (dice < 2) return this.#add({ kind: "advance", ms: 200 + this.#random.below(1500) });
    if (dice < 4) return this.#add({ kind: "compact" });
    if (dice < 5) return this.#add({ kind: "reopen" });
    if (dice < 9) return this.#drawFork();
    if (dice < 10) return this.#drawSeveralForks();
    if (dice < 18) return this.#drawAppendAll();
    if (dice < 19) return this.#drawJumps();
    if (dice < 23 && this.#retries.length > 0) return this.#retry();
    this.#drawAt(this.#random.pick(dice < 85 ? paths : allPaths));
  }

  /** Two in a row, now and then with work in between. */
  #drawJumps(): void {
    this.#add({ kind: "jump", ms: jumpMs });
    if (this.#random.below(2) === 0) this.#drawOne();
    this.#add({ kind: "jump", ms: jumpMs });
  }

  #drawAt(path: string): void {
    const stream = this.#model.find(path);
    const dice = this.#random.below(100);
    if (!stream || stream.deleted) {
      if (dice < 8) return this.#drawAppend(path, undefined);
      const batch = dice < 60 ? this.#batch() : undefined;
      return this.#add({ kind: "create", path, setup: this.#setup(), ...(batch && { batch }) });
    }
    if (dice < (stream.closed ? 40 : 3)) return this.#add({ kind: "delete", path });
    if (dice < 43 && stream.closed) return this.#add({ kind: "close", path });
    if (dice < 5) return this.#add({ kind: "close", path });
    if (dice < 8) return this.#add({ kind: "touch", path });
    if (dice < 10 && !stream.source) return this.#add({ kind: "create", path, setup: stream.setup });
    if (dice < 11) return this.#add({ kind: "create", path, setup: this.#setup() });
    const isReplicated = stream.setup.retention?.afterReplicated || stream.replicas.size > 0;
    if (dice < (isReplicated ? 30 : 13)) return this.#drawAcknowledge(stream);
    this.#drawAppend(path, stream);
  }

  #drawAppend(path: string, stream: ModelStream | undefined): void {
    if (this.#replaced.has(path)) return;
    const append = this.#append(path, stream);
    this.#add(append);
    if (append.producer) this.#retries.push(append);
    if (this.#retries.length > rememberedRetries) this.#retries.shift();
  }

  /** Mostly to open streams, so that some of these succeed as a whole. */
  #drawAppendAll(): void {
    const open = this.#model.visible().filter(({ path, closed }) => !closed && !this.#replaced.has(path));
    const known = open.length > 0 && this.#random.below(6) > 0 ? open.map(({ path }) => path) : allPaths;
    const picked = Array.from({ length: 1 + this.#random.below(4) }, () => this.#random.pick(known));
    const targets = picked.filter((path) => !this.#replaced.has(path));
    const appends = targets.map((path) => this.#append(path, this.#model.find(path)));
    if (appends.length > 0) this.#add({ kind: "appendAll", appends });
  }

  #append(path: string, stream: ModelStream | undefined): Append {
    const dice = this.#random.below(100);
    return {
      kind: "append",
      path,
      batch: this.#batch(),
      ...(dice < 20 && { seq: nextSeq(stream, dice === 0) }),
      ...(dice >= 15 && dice < 60 && { producer: this.#producer(stream) }),
      ...((dice === 30 || dice === 80) && { close: true }),
      ...(stream && dice >= 60 && dice < 75 && { expectedOffset: expectedOffset(stream, dice < 65) }),
      ...(dice >= 90 && dice < 93 && { fails: true }),
    };
  }

  #drawFork(): void {
    const visible = this.#model.visible();
    if (visible.length === 0) return;
    const source = this.#random.pick(visible);
    const path = this.#random.pick(forkPaths);
    if (source.path === path || this.#model.find(path)) return;
    this.#add({ kind: "create", path, setup: randomFork(this.#random, this.#model, source) });
  }

  /** Several forks of one source, at positions in any order; the source is mostly deleted, and what no fork shows reclaimed. */
  #drawSeveralForks(): void {
    const sources = this.#model.visible().filter(({ tail }) => tail > 3);
    if (sources.length === 0) return;
    const source = this.#random.pick(sources);
    for (const path of forkPaths) {
      if (path === source.path || this.#model.find(path)) continue;
      this.#add({ kind: "create", path, setup: randomFork(this.#random, this.#model, source) });
    }
    if (this.#random.below(4) === 0) return;
    this.#add({ kind: "delete", path: source.path });
    this.#add({ kind: "compact" });
  }

  /** One of two replicas, each at its own pace. */
  #drawAcknowledge(stream: ModelStream): void {
    const position = randomPosition(this.#random, stream, this.#model.now);
    const offset = position === 0 ? "-1" : stream.offsetAt(position);
    const replica = this.#random.pick(["near", "far"]);
    this.#add({ kind: "acknowledge", path: stream.path, replica, position, offset });
  }

  #retry(): void {
    const retry = this.#random.pick(this.#retries);
    if (!this.#replaced.has(retry.path)) this.#add(retry);
  }

  #producer(stream: ModelStream | undefined): Producer {
    const id = this.#random.pick(["p", "q"]);
    const { epoch, seq } = stream?.producers.get(id) ?? { epoch: 0, seq: -1 };
    const dice = this.#random.below(50);
    if (dice === 0) return { id, epoch: epoch + 1, seq: 0 };
    return { id, epoch, seq: dice === 1 ? seq + 2 : seq + 1 };
  }

  #add(operation: Operation): void {
    const needsQuiet = ["advance", "jump", "reopen"].includes(operation.kind);
    const isFull = this.#inFlight >= maxInFlight || this.#random.below(12) === 0;
    const isFirstOfTurn = this.#random.below(3) === 0;
    const after = needsQuiet || isFull ? "settled" : isFirstOfTurn ? "turn" : "same turn";
    if (after === "settled") this.#settle();
    this.#inFlight++;
    this.#model.apply(operation);
    if (operation.kind === "delete") this.#noteGone(operation.path);
    this.#plan.push({ ...operation, after });
  }

  /** Deleting a fork may also erase the source that was kept only for it. */
  #noteGone(path: string): void {
    for (const other of allPaths) if (other === path || !this.#model.find(other)) this.#replaced.add(other);
  }

  #settle(): void {
    this.#inFlight = 0;
    this.#replaced.clear();
  }

  #batch(): Batch {
    return randomBatch(this.#random, this.#nextTag++);
  }

  #setup() {
    return randomSetup(this.#random, this.#model.now);
  }
}

/** The offset of the tail, or of the message before it. */
function expectedOffset(stream: ModelStream, stale: boolean): string {
  return stream.offsetAt(stale && stream.tail > 0 ? stream.tail - 1 : stream.tail);
}

/** The next `Stream-Seq`, or the last one again. */
function nextSeq(stream: ModelStream | undefined, again: boolean): string {
  const last = Number(stream?.seq ?? 0);
  return String(again ? last : last + 1).padStart(8, "0");
}

import { writeSync } from "node:fs";
import type { Outcome } from "./outcome.ts";

/** A step that the writer has reached, so that it can be killed there. */
export type Mark = "opening" | "opened" | "compacting" | "closing" | "closed";

/** One line of the writer's output. */
export type Entry = { readonly index: number; readonly outcome: Outcome } | { readonly mark: Mark };

/** Writes synchronously: what is reported has happened, however the process ends. */
export function report(entry: Entry): void {
  writeSync(1, `${JSON.stringify(entry)}\n`);
}

/** What the writer of one plan reported. */
export class Ledger {
  readonly outcomes = new Map<number, Outcome>();
  readonly marks: Mark[] = [];
  #prefix = 0;

  add(entry: Entry): void {
    if ("mark" in entry) {
      this.marks.push(entry.mark);
      return;
    }
    this.outcomes.set(entry.index, entry.outcome);
    while (this.outcomes.has(this.#prefix)) this.#prefix++;
  }

  /** How many operations from the start of the plan have been answered without a gap. */
  get acknowledged(): number {
    return this.#prefix;
  }

  /** Whether the writer carried out the whole plan and closed the store. */
  get isComplete(): boolean {
    return (
      this.marks.at(-1) === "closed" && !this.marks.includes("opening", this.marks.lastIndexOf("closed"))
    );
  }
}

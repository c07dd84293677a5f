import { writeSync } from "node:fs";
import type { Outcome } from "./outcome.ts";

/** How the writer comes along, for whoever wants to kill it at a certain step. */
export type Mark = "opening" | "opened" | "compacting" | "closing" | "closed";

/** One line of what the writer says. */
export type Entry = { readonly index: number; readonly outcome: Outcome } | { readonly mark: Mark };

/** Leaves the process before anything else happens: what was said was so, however the process ends. */
export function say(entry: Entry): void {
  writeSync(1, `${JSON.stringify(entry)}\n`);
}

/** What the writer of one plan said. */
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

  /** So many operations from the start of the plan have been answered, without a gap. */
  get acknowledged(): number {
    return this.#prefix;
  }

  /** Whether the writer came to the end of the plan by itself. */
  get isComplete(): boolean {
    return (
      this.marks.at(-1) === "closed" && !this.marks.includes("opening", this.marks.lastIndexOf("closed"))
    );
  }
}

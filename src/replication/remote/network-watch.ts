import type { Connectivity } from "../connectivity.ts";
import type { Timing } from "../timing.ts";

/** How often the network and the clocks are checked, in milliseconds. */
const checkEveryMs = 5000;
/** A check that comes this much too late, by either clock, means that the machine slept. In milliseconds. */
const sleptMs = 10_000;

export interface NetworkWatchOptions {
  readonly connectivity: Connectivity;
  /** Whether the server is on this machine, and needs no network. */
  readonly isLocal: boolean;
  readonly timing: Timing;
  readonly changed: (event: "changed" | "resumed") => void;
}

/**
 * What the app says about the machine's network, and what it leaves out: a change without an event, a sleep without an
 * event, and errors of its own. A network that cannot be asked counts as online.
 */
export class NetworkWatch {
  readonly #options: NetworkWatchOptions;
  #unsubscribe: (() => void) | undefined;
  #isOnline: boolean;
  #checkedAt: { readonly now: number; readonly wallNow: number };
  #stopTimer: (() => void) | undefined;

  constructor(options: NetworkWatchOptions) {
    this.#options = options;
    this.#isOnline = this.isOnline();
    this.#checkedAt = this.#clocks();
  }

  /** Begins to watch. `changed` may be called before this returns: a connectivity may report its state to new listeners. */
  start(): void {
    this.#stopTimer = this.#checkLater();
    this.#unsubscribe = this.#subscribe();
  }

  isOnline(): boolean {
    if (this.#options.isLocal) return true;
    try {
      return this.#options.connectivity.isOnline();
    } catch {
      return true;
    }
  }

  close(): void {
    this.#stopTimer?.();
    try {
      this.#unsubscribe?.();
    } catch {
      // It has no more effect.
    }
  }

  #subscribe(): (() => void) | undefined {
    try {
      return this.#options.connectivity.subscribe((event) => this.#tell(event));
    } catch {
      return undefined;
    }
  }

  #tell(event: "changed" | "resumed"): void {
    this.#isOnline = this.isOnline();
    this.#options.changed(event);
  }

  #check(): void {
    const [before, clocks] = [this.#checkedAt, this.#clocks()];
    this.#checkedAt = clocks;
    this.#stopTimer = this.#checkLater();
    const latest = checkEveryMs + sleptMs;
    if (clocks.now - before.now > latest || clocks.wallNow - before.wallNow > latest) this.#tell("resumed");
    else if (this.isOnline() !== this.#isOnline) this.#tell("changed");
  }

  #checkLater(): () => void {
    return this.#options.timing.after(checkEveryMs, () => this.#check());
  }

  #clocks(): { readonly now: number; readonly wallNow: number } {
    const { timing } = this.#options;
    return { now: timing.now(), wallNow: timing.wallNow() };
  }
}

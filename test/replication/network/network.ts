import type { Connectivity } from "../../../src/replication/index.ts";

/** A machine's network that the test controls. */
export class Network implements Connectivity {
  online = true;
  readonly #listeners = new Set<(event: "changed" | "resumed") => void>();

  isOnline(): boolean {
    return this.online;
  }

  subscribe(listener: (event: "changed" | "resumed") => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(online: boolean): void {
    this.online = online;
    for (const listener of this.#listeners) listener("changed");
  }

  wake(): void {
    for (const listener of this.#listeners) listener("resumed");
  }
}

import type { Connectivity, ReplicateOptions } from "../../../src/replication/index.ts";

/** A server of this machine as one that is not: a URL elsewhere, and a `fetch` that leads to the server. */
export function elsewhere(server: {
  readonly url: string;
}): Required<Pick<ReplicateOptions, "url" | "fetch">> {
  const url = "http://streams.example/";
  return { url, fetch: (input, init) => fetch((input as string).replace(url, server.url), init) };
}

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

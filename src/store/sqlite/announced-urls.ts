import type { OpenDatabase } from "./database.ts";

/** The URLs at which this process serves its store. The latest is noted down beside the lock. */
export class AnnouncedUrls {
  readonly #database: Pick<OpenDatabase, "announce">;
  readonly #urls: string[] = [];
  #isStopped = false;

  constructor(database: Pick<OpenDatabase, "announce">) {
    this.#database = database;
  }

  /** Returns a function that withdraws the URL. */
  add(url: string): () => void {
    this.#urls.push(url);
    this.#write();
    return () => {
      const index = this.#urls.lastIndexOf(url);
      if (index !== -1) this.#urls.splice(index, 1);
      this.#write();
    };
  }

  /** The lock is about to be released: what another process notes down must stay. */
  stop(): void {
    this.#isStopped = true;
  }

  #write(): void {
    if (this.#isStopped) return;
    try {
      this.#database.announce(this.#urls.at(-1));
    } catch {
      // It is a hint. A folder that refuses to be written makes itself felt elsewhere.
    }
  }
}

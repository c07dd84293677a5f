import { join } from "node:path";
import type { StreamStore } from "../../src/store/index.ts";
import { readAll } from "../sides/read-messages.ts";
import { BareSqlite } from "../sides/bare-sqlite.ts";
import { fillStream } from "../sides/catch-up-sides.ts";
import { checkMessages, makeMessages } from "../sides/messages.ts";
import type { AnchorRequest, BarePort, PackedMessages } from "./anchor-messages.ts";

const packSize = 256;

/** The main process's side of the `ipc-*` rows: the store, and better-sqlite3 behind a bare port. */
export class IpcHost {
  readonly store: StreamStore;
  readonly #bare: BareSqlite;
  #packs: PackedMessages[] = [];
  #lastKey = 0;

  constructor(store: StreamStore, directory: string) {
    this.store = store;
    this.#bare = new BareSqlite(join(directory, "bare.db"));
  }

  async create(path: string): Promise<void> {
    await this.store.create(path);
  }

  /** Creates a stream of `count` messages, and packs the same messages for the bare port. */
  async fill(path: string, count: number): Promise<void> {
    const messages = makeMessages(count);
    await fillStream(this.store, path, messages);
    for (let from = 0; from < count; from += packSize) {
      this.#packs.push(pack(messages.slice(from, from + packSize)));
    }
  }

  async checkStream(path: string, count: number): Promise<void> {
    checkMessages(await readAll(this.store, path), count);
  }

  /** Checks that the bare table received `count` messages since the last call. */
  async checkBare(count: number): Promise<void> {
    const rows = this.#bare.page(this.#lastKey, count + 1);
    checkMessages(
      rows.map(({ data }) => data),
      count,
    );
    this.#lastKey = this.#bare.last;
  }

  /** Serves the bare port: moves bytes between the port and the table, and nothing else. */
  serveBare(port: BarePort): void {
    let key = 0;
    port.onMessage((value) => {
      const request = value as AnchorRequest;
      switch (request.kind) {
        case "append":
          this.#bare.insertAll(key + 1, request.messages);
          key += request.messages.length;
          return port.post(request.messages.length);
        case "ping":
          this.#bare.insert(++key, request.message);
          return port.post(request.message);
        case "catch-up":
          for (const pack of this.#packs) port.post(pack);
      }
    });
  }

  async close(): Promise<void> {
    await this.store.close();
    this.#bare.close();
  }
}

function pack(messages: readonly Uint8Array[]): PackedMessages {
  // A buffer outside of Buffer's pool, because cloning a view clones the whole pool.
  const data = new Uint8Array(Buffer.concat(messages));
  return { data, lengths: Uint32Array.from(messages, ({ length }) => length) };
}

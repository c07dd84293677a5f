import { join } from "node:path";
import type { StreamStore } from "../../src/store/index.ts";
import { readAll } from "../sides/append-sides.ts";
import { BareSqlite } from "../sides/bare-sqlite.ts";
import { fillStream } from "../sides/catch-up-sides.ts";
import { checkMessages, makeMessages } from "../sides/messages.ts";
import type { AnchorRequest, BarePort, PackedMessages } from "./anchor-messages.ts";

const packSize = 256;

/** The main process's part of the `ipc-*` rows: the store, and bare better-sqlite3 behind a bare port. */
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

  /** Makes a stream of `count` messages, and the same messages packed for the bare port. */
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

  /** That the bare table has got `count` messages since the last call. */
  async checkBare(count: number): Promise<void> {
    const rows = this.#bare.page(this.#lastKey, count + 1);
    checkMessages(
      rows.map(({ data }) => data),
      count,
    );
    this.#lastKey = this.#bare.last;
  }

  /** Answers the bare port: the bytes through the port and into the table, and nothing else. */
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
  // Not from Buffer's pool, which would be cloned as a whole.
  const data = new Uint8Array(Buffer.concat(messages));
  return { data, lengths: Uint32Array.from(messages, ({ length }) => length) };
}

import { StreamError } from "../../protocol/errors.ts";
import type { StreamOperations } from "../../protocol/operations.ts";
import type { Producer } from "../../protocol/stream.ts";
import type { Batch } from "./batches.ts";
import { joinBytes } from "./join-bytes.ts";

/** A batch that an earlier import appended: its size, and bits of the hash of all that was imported up to its end. */
interface KnownBatch {
  readonly bytes: number;
  readonly check: number;
}

const checkBits = 2 ** 27;
/** The most bytes of a batch: size and check share the 53 bits of an epoch. */
export const maxBatchBytes = 2 ** 26 - 1;

/**
 * What was imported into a stream before. The store keeps this with the stream, as its idempotent producers, in the same
 * transaction as the messages: each batch is a producer, whose id is the hash of all that was imported before the batch, and
 * whose epoch says how many bytes follow and, in part, their hash. So however an input is cut into batches, an import that
 * begins the same way finds them one after the other.
 */
export class ImportedBefore {
  readonly #append: StreamOperations["append"];
  readonly #path: string;
  readonly #again: string;
  /** The hash of what was imported so far. */
  #key: Uint8Array = new Uint8Array();

  constructor(store: Pick<StreamOperations, "append">, path: string, again = "") {
    this.#append = store.append.bind(store);
    this.#path = path;
    this.#again = again;
  }

  /** An import is known by its first line, without the line ending: the file may have ended there then. */
  async begin(firstLine: Uint8Array): Promise<void> {
    const text = new TextDecoder("latin1").decode(firstLine).replace(/\r?\n?$/, "");
    this.#key = await hash(new TextEncoder().encode(JSON.stringify(["import", this.#again, text])));
  }

  /** The batch that was imported next, if any. An append of nothing changes nothing, and tells where its producer stands. */
  async find(): Promise<KnownBatch | undefined> {
    try {
      await this.#append(this.#path, [], { producer: { id: this.#id, epoch: 0, seq: 0 } });
      return undefined;
    } catch (error) {
      const { code, details } = error as StreamError;
      if (code === "BAD_REQUEST") return undefined;
      if (code !== "PRODUCER_FENCED") throw error;
      const epoch = Number(details["epoch"]);
      return { bytes: Math.floor(epoch / checkBits), check: epoch % checkBits };
    }
  }

  /** Whether these bytes are the batch; if so, the next one is that after it. */
  async matches({ check }: KnownBatch, bytes: readonly Uint8Array[]): Promise<boolean> {
    const next = await hash(joinBytes([this.#key, ...bytes]));
    if (checkOf(next) !== check) return false;
    this.#key = next;
    return true;
  }

  /** Appends a batch, once; returns whether it was there already. @throws StreamError as `append` does */
  async append({ messages, bytes }: Batch): Promise<boolean> {
    const next = await hash(joinBytes([this.#key, ...messages]));
    const producer: Producer = { id: this.#id, epoch: bytes * checkBits + checkOf(next), seq: 0 };
    const { duplicate } = await this.#append(this.#path, messages, { producer });
    this.#key = next;
    return duplicate;
  }

  get #id(): string {
    return `import:${Array.from(this.#key.subarray(0, 20), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
}

async function hash(bytes: Uint8Array): Promise<Uint8Array> {
  // Missing in a page that came over plain HTTP from another machine.
  if (!globalThis.crypto?.subtle)
    throw new StreamError("BAD_REQUEST", "importing needs a secure context: https, localhost or Electron");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

function checkOf(hash: Uint8Array): number {
  return new DataView(hash.buffer).getUint32(28) % checkBits;
}

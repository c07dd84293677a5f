import { boundLimit, type LazyStatement, type LazyStatements } from "../sqlite/lazy-statements.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { Producer } from "../../protocol/stream.ts";

export interface ProducerState {
  readonly epoch: number;
  /** The last accepted one of this epoch. */
  readonly seq: number;
}

/**
 * Whether an append of a producer that stands at `known` is new or a repetition (PROTOCOL.md, section 5.2.1, validation logic).
 *
 * @throws StreamError `PRODUCER_FENCED`, `PRODUCER_GAP`, `BAD_REQUEST`
 */
export function judgeProducer(
  known: ProducerState | undefined,
  { id, epoch, seq }: Producer,
): "new" | "duplicate" {
  if (known && epoch < known.epoch) {
    throw new StreamError(
      "PRODUCER_FENCED",
      `producer ${JSON.stringify(id)} has moved on to epoch ${known.epoch}`,
      {
        epoch: known.epoch,
      },
    );
  }
  if (known && epoch > known.epoch) {
    if (seq === 0) return "new";
    throw new StreamError("BAD_REQUEST", "a new producer epoch must start at seq 0");
  }
  const expectedSeq = known ? known.seq + 1 : 0;
  if (seq < expectedSeq) return "duplicate";
  if (seq === expectedSeq) return "new";
  throw new StreamError("PRODUCER_GAP", `producer seq ${expectedSeq} is expected, not ${seq}`, {
    expectedSeq,
    receivedSeq: seq,
  });
}

/** The idempotent producers of all streams: table `producer`. */
export class Producers {
  readonly #get: LazyStatement<[number, string], ProducerState>;
  readonly #put: LazyStatement<[number, string, number, number]>;
  readonly #deleteSome: LazyStatement<[number, number, number]>;

  constructor(statements: LazyStatements) {
    this.#get = statements.prepare("SELECT epoch, seq FROM producer WHERE stream = ? AND id = ?");
    this.#put = statements.prepare("INSERT OR REPLACE INTO producer VALUES (?, ?, ?, ?)");
    this.#deleteSome = statements.prepare(
      `DELETE FROM producer WHERE stream = ? AND id IN (SELECT id FROM producer WHERE stream = ? LIMIT ${boundLimit})`,
    );
  }

  /** Where a producer stands. */
  accepted(stream: number, id: string): ProducerState | undefined {
    return this.#get.get(stream, id);
  }

  accept(stream: number, { id, epoch, seq }: Producer): void {
    this.#put.run(stream, id, epoch, seq);
  }

  /** Returns whether there were any. */
  deleteSome(stream: number, limit: number): boolean {
    return this.#deleteSome.run(stream, stream, limit).changes > 0;
  }
}

import { pathOf, type StreamTarget } from "../../protocol/definitions/reference.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { Offset } from "../../protocol/offset.ts";
import { checkOptions, isStringOfLength } from "../check-options.ts";
import { appendedAt, bytesOf, offsetAt } from "../streams/lineage/lineage.ts";
import { resolvePosition } from "../streams/lineage/resolve-position.ts";
import { raiseFloor, replicatedFloor } from "../streams/retention.ts";
import type { StoreContext } from "../context.ts";
import { settleAndRequire } from "../streams/settle.ts";

/** A copy of a stream on a server, as recorded by the replication that writes it. */
export interface Replica {
  /** The copy has every message up to this offset; retention with `afterReplicated` may drop them. */
  readonly offset: Offset;
  /** What the replication needs to resume: a text of at most 65,536 characters. */
  readonly state: string;
}

/** The messages between an offset and the tail of a stream. */
export interface Lag {
  readonly messages: number;
  /** The size of these messages; estimated from the first 10,000 if there are more. */
  readonly bytes: number;
  /** When the first of these messages was appended; missing if there are none. */
  readonly since?: Date;
}

const maxStateLength = 65_536;
const maxNameLength = 2048;
/** The most messages whose bytes are counted. */
const maxCounted = 10_000;

/** How far the copies of a stream on other servers are: stored with the stream, and deleted with it. */
export class StreamReplicas {
  readonly #context: StoreContext;

  /** @internal */
  constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * What was recorded for a replica; undefined if nothing was.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  async get(target: StreamTarget, name: string): Promise<Replica | undefined> {
    const context = this.#context;
    return context.snapshot(() => {
      const path = pathOf(target);
      assertName(name);
      const stream = settleAndRequire(context, path, context.readEffects);
      const row = context.replicas.get(stream.id, name);
      return row && { offset: offsetAt(context, stream, row.position), state: row.state };
    });
  }

  /**
   * Records a replica; resolves when it is committed, like an append.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if retention has dropped the messages at the offset, or the offset
   *   belongs to a deleted stream of the same path
   */
  set(target: StreamTarget, name: string, replica: Replica): Promise<void> {
    const context = this.#context;
    return context.commit.prepare(() => {
      const path = pathOf(target);
      assertReplica(replica);
      assertName(name);
      const { offset, state } = replica;
      return (transaction) => {
        const stream = settleAndRequire(context, path, transaction);
        const position = resolvePosition(context, stream, offset);
        context.replicas.put(stream.id, name, { position, state });
        raiseFloor(context, stream, replicatedFloor(context, stream), transaction);
      };
    });
  }

  /**
   * Forgets a replica: retention no longer waits for it.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
   */
  delete(target: StreamTarget, name: string): Promise<void> {
    const context = this.#context;
    return context.commit.prepare(() => {
      const path = pathOf(target);
      assertName(name);
      return (transaction) => {
        const stream = settleAndRequire(context, path, transaction);
        context.replicas.delete(stream.id, name);
      };
    });
  }

  /**
   * The messages after an offset, which a copy that is at this offset lacks.
   *
   * @throws StreamError as `read` does
   */
  async lag(target: StreamTarget, offset: Offset): Promise<Lag> {
    const context = this.#context;
    return context.snapshot(() => {
      const path = pathOf(target);
      const stream = settleAndRequire(context, path, context.readEffects);
      const position = resolvePosition(context, stream, offset);
      const messages = stream.tail - position;
      if (messages === 0) return { messages, bytes: 0 };
      const counted = Math.min(messages, maxCounted);
      const bytes = bytesOf(context, stream, position, position + counted);
      return {
        messages,
        bytes: Math.round((bytes / counted) * messages),
        // Not in the future, whatever the clock did.
        since: new Date(Math.min(appendedAt(context, stream, position + 1), context.clock.now())),
      };
    });
  }
}

function assertReplica(replica: Replica | undefined): void {
  checkOptions("replicas", replica, {
    offset: [(value) => typeof value === "string", "an offset"],
    state: isStringOfLength(0, maxStateLength),
  });
  if (replica?.offset !== undefined && replica.state !== undefined) return;
  throw new StreamError("BAD_REQUEST", "replicas: a replica needs offset and state");
}

function assertName(name: unknown): void {
  if (typeof name === "string" && name !== "" && name.length <= maxNameLength) return;
  throw new StreamError("BAD_REQUEST", `replicas: name must be a string of 1 to ${maxNameLength} characters`);
}

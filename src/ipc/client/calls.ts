import { StreamError } from "../../protocol/errors.ts";
import type { Held } from "../../waiting/held.ts";
import { Queue } from "../../waiting/queue.ts";
import { callSize } from "../shared/expanded-size.ts";
import type { Connection } from "./connection.ts";
import { snapshotCall } from "./snapshot.ts";

interface Call {
  readonly id: number;
  /** Who made the call: those of one can fail alone. */
  readonly owner: object;
  readonly operation: string;
  readonly args: readonly unknown[];
  /** Size of the arguments, in the unit of `expandedSize`. */
  readonly size: number;
  /** Whether the call can be sent again when its response was lost. */
  readonly repeatable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StreamError) => void;
}

/** Calls in flight; further ones wait here, in order. */
const maxInFlight = 4096;
/** Size of the arguments of all calls in flight, unless it is one call: about 64 MiB of text or bytes. */
const maxInFlightSize = 256 * 1024;

/** The calls without a response. */
export class Calls {
  readonly #connection: Connection;
  readonly #nextId: () => number;
  readonly #inFlight = new Map<number, Call>();
  #waiting = new Queue<Call>();
  #size = 0;

  constructor(connection: Connection, nextId: () => number) {
    this.#connection = connection;
    this.#nextId = nextId;
  }

  get held(): Held {
    return {
      "calls in flight": this.#inFlight.size,
      "waiting calls": this.#waiting.size,
      "size of calls in flight": this.#size,
    };
  }

  call(owner: object, operation: string, args: readonly unknown[], repeatable: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { failure } = this.#connection;
      if (failure) return reject(failure);
      const id = this.#nextId();
      const copies = snapshotCall(operation, args);
      const size = callSize(operation, copies);
      this.#waiting.push({ id, owner, operation, args: copies, size, repeatable, resolve, reject });
      this.resume();
    });
  }

  /** Sends waiting calls, as far as the limits of calls in flight allow. */
  resume(): void {
    if (this.#connection.state !== "open") return;
    for (let call = this.#waiting.first; call && this.#canSend(call); call = this.#waiting.first) {
      this.#waiting.take();
      this.#inFlight.set(call.id, call);
      this.#size += call.size;
      this.#connection.send({ kind: "call", id: call.id, operation: call.operation, args: call.args });
    }
  }

  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value);
  }

  reject(id: number, error: StreamError): void {
    this.#take(id)?.reject(error);
  }

  /** The port is gone. Repeatable calls are sent again; the outcome of the others is unknown. */
  lost(): void {
    const lost = [...this.#inFlight.values()];
    this.#inFlight.clear();
    this.#size = 0;
    this.#waiting = new Queue([...lost.filter((call) => call.repeatable), ...this.#waiting]);
    for (const call of lost) {
      if (!call.repeatable) {
        call.reject(
          new StreamError(
            "DISCONNECTED",
            `the connection was lost before the response to ${call.operation}: it may or may not have happened`,
          ),
        );
      }
    }
  }

  /** Fails all calls, or those of one owner. */
  failAll(error: StreamError, owner?: object): void {
    const isMeant = (call: Call) => owner === undefined || call.owner === owner;
    const waiting = [...this.#waiting];
    this.#waiting = new Queue(waiting.filter((call) => !isMeant(call)));
    const failed = [...this.#inFlight.values(), ...waiting].filter(isMeant);
    for (const call of failed) {
      if (this.#inFlight.delete(call.id)) this.#size -= call.size;
      call.reject(error);
    }
    this.resume();
  }

  #canSend({ size }: Call): boolean {
    const { size: count } = this.#inFlight;
    return count === 0 || (count < maxInFlight && this.#size + size <= maxInFlightSize);
  }

  #take(id: number): Call | undefined {
    const call = this.#inFlight.get(id);
    if (!call) return undefined;
    this.#inFlight.delete(id);
    this.#size -= call.size;
    this.resume();
    return call;
  }
}

import { StreamError } from "../../protocol/errors.ts";
import { snapshot } from "./snapshot.ts";
import type { Connection } from "./connection.ts";
import { callSize } from "../shared/expanded-size.ts";
import { Queue } from "../../waiting/queue.ts";

interface Call {
  readonly id: number;
  readonly operation: string;
  readonly args: readonly unknown[];
  /** Of the arguments. */
  readonly size: number;
  /** Whether asking twice is harmless. */
  readonly repeatable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StreamError) => void;
}

/** Calls on their way at the most; the others wait here, in order. */
const maxInFlight = 4096;
/** What their arguments hold together, unless there is only one: about 64 MiB of text or bytes. */
const maxInFlightSize = 256 * 1024;

/** The calls that have no answer yet. */
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

  call(operation: string, args: readonly unknown[], repeatable: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { failure } = this.#connection;
      if (failure) return reject(failure);
      const id = this.#nextId();
      const copies = args.map(snapshot);
      const size = callSize(operation, copies);
      this.#waiting.push({ id, operation, args: copies, size, repeatable, resolve, reject });
      this.resume();
    });
  }

  /** Sends what waits, as far as the window of calls in flight allows. */
  resume(): void {
    if (this.#connection.state !== "open") return;
    for (let call = this.#waiting.first; call && this.#hasRoomFor(call); call = this.#waiting.first) {
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

  /** The port is gone: what is harmless is asked again, of the rest nobody knows. */
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
            `the connection was lost before ${call.operation} was answered: it may or may not have happened`,
          ),
        );
      }
    }
  }

  failAll(error: StreamError): void {
    for (const call of [...this.#inFlight.values(), ...this.#waiting]) call.reject(error);
    this.#inFlight.clear();
    this.#waiting.clear();
  }

  #hasRoomFor({ size }: Call): boolean {
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

import { StreamError } from "../../../protocol/errors.ts";
import { initialBodyCredit } from "../../../protocol/ipc/fetch.ts";
import type { ServerMessage } from "../../../protocol/ipc/messages.ts";
import type { Held } from "../../../waiting/held.ts";
import { ArrivingBody } from "../../shared/arriving-body.ts";

/** A request's body. `release` forgets it: parts that still arrive are dropped. */
export interface RequestBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  release(): void;
}

/** The bodies of a port's requests that are arriving, by the id of their `fetch`. */
export class RequestBodies {
  readonly #send: (message: ServerMessage) => void;
  readonly #bodies = new Map<number, { readonly body: ArrivingBody; credit: number }>();

  constructor(send: (message: ServerMessage) => void) {
    this.#send = send;
  }

  get held(): Held {
    return { "request bodies": this.#bodies.size };
  }

  open(id: number): RequestBody {
    const body = new ArrivingBody(
      (credit) => {
        if (this.#bodies.get(id) !== entry) return;
        entry.credit += credit;
        this.#send({ kind: "credit", id, credit });
      },
      () => this.#forget(id, entry),
    );
    const entry = { body, credit: initialBodyCredit };
    this.#bodies.set(id, entry);
    return {
      stream: body.stream,
      release: () => {
        this.#forget(id, entry);
        body.fail(new StreamError("DISCONNECTED", "the request has ended"));
      },
    };
  }

  /** A part has arrived; without data, the end. A body that its reader does not want any more ignores it. */
  receive(id: number, data: Uint8Array | undefined): void {
    const entry = this.#bodies.get(id);
    if (!entry) return;
    if (entry.credit-- <= 0) {
      this.#forget(id, entry);
      return entry.body.fail(
        new StreamError("TOO_MANY", "more parts of a body than the store has asked for"),
      );
    }
    if (data) {
      if (data.byteLength > 0) entry.body.push(data);
      return;
    }
    this.#forget(id, entry);
    entry.body.end();
  }

  #forget(id: number, entry: object): void {
    // The client may have used the id again.
    if (this.#bodies.get(id) === entry) this.#bodies.delete(id);
  }
}

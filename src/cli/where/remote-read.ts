import { setTimeout as sleep } from "node:timers/promises";
import { StreamError } from "../../protocol/errors.ts";
import { startOffset } from "../../protocol/offset.ts";
import { itemsIn, type Item } from "../../replication/messages/items.ts";
import type { Answer } from "../../replication/remote/read-answers.ts";
import type { RemoteStream } from "../../replication/remote/remote-stream.ts";
import { Backoff } from "../../replication/runner/backoff.ts";
import { joinMessages } from "./joined-messages.ts";
import { explained } from "./server-fetch.ts";
import type { Content, ReadRequest } from "./target.ts";

const retryDelayMs = { initialMs: 500, maxMs: 10_000 };

/**
 * One read of a stream on a server. A follower outlives lost connections: it continues in the answer that broke off, after
 * what it has returned of it.
 */
export class RemoteRead {
  readonly #stream: RemoteStream;
  readonly #json: boolean;
  readonly #request: ReadRequest;
  readonly #notify: (line: string) => void;
  readonly #backoff = new Backoff(retryDelayMs);
  /** Where the next request starts; undefined until the server has said where `last` or `since` is. */
  #from: string | undefined;
  /** What has been returned of the answer that starts there: messages of JSON, otherwise bytes. */
  #returned = 0;
  #isLost = false;

  constructor(stream: RemoteStream, json: boolean, request: ReadRequest, notify: (line: string) => void) {
    this.#stream = stream;
    this.#json = json;
    this.#request = request;
    this.#notify = notify;
    if (positionOf(request) === undefined) this.#from = request.offset ?? startOffset;
  }

  async *contents(): AsyncGenerator<Content, void, undefined> {
    const { follow, signal } = this.#request;
    for (;;) {
      try {
        return yield* this.#answers();
      } catch (error) {
        if (signal.aborted) return signal.throwIfAborted();
        const failure = explained(error, this.#stream.url);
        const isLost = failure instanceof StreamError && failure.code === "DISCONNECTED";
        if (!follow || !isLost || this.#from === undefined) throw failure;
        if (!this.#isLost) this.#notify(`${failure.message}; retrying`);
        this.#isLost = true;
      }
      await sleep(this.#backoff.next(), undefined, { signal });
    }
  }

  async *#answers(): AsyncGenerator<Content, void, undefined> {
    const { follow: live, signal } = this.#request;
    const start = this.#from ?? startOffset;
    const position = this.#from === undefined ? positionOf(this.#request) : undefined;
    for await (const answer of this.#stream.read({ offset: start, position, live, signal })) {
      this.#answered(answer);
      for await (const items of itemsIn(answer, this.#json)) {
        const fresh = this.#unreturned(items.map(assertReadable));
        if (fresh.length > 0) yield { ...joinMessages(fresh, this.#json), isWhole: this.#json };
      }
      this.#from = answer.offset;
      // An answer after a reconnection may be shorter than what was returned already.
      this.#returned = this.#skipped;
    }
  }

  #answered({ from }: Answer): void {
    if (from === "") throw new StreamError("BAD_REQUEST", "this server supports neither --last nor --since");
    this.#from = from;
    this.#backoff.reset();
    if (this.#isLost) this.#notify("connected again");
    this.#isLost = false;
    this.#skipped = this.#returned;
  }

  /** How much of the answer that is being read was returned before the connection was lost. */
  #skipped = 0;

  #unreturned(items: readonly Uint8Array[]): Uint8Array[] {
    const fresh: Uint8Array[] = [];
    for (const item of items) {
      const size = this.#json ? 1 : item.length;
      const known = Math.min(size, this.#skipped);
      this.#skipped -= known;
      if (known === size) continue;
      fresh.push(item.subarray(this.#json ? 0 : known));
      this.#returned += size - known;
    }
    return fresh;
  }
}

function positionOf({ last, since }: ReadRequest): Record<string, string> | undefined {
  if (last !== undefined) return { last: String(last) };
  return since && { since: since.toISOString() };
}

function assertReadable(item: Item): Uint8Array {
  if (item instanceof Uint8Array) return item;
  throw new StreamError("TOO_LARGE", "the stream has a message that is too large to be read");
}

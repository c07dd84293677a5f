import { StreamError } from "../../../protocol/errors.ts";
import type { Producer } from "../../../protocol/stream.ts";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import type { StoreContext } from "../../context.ts";
import { maxMessagesPerAppend } from "../../messages/encode.ts";
import type { ProducerState } from "../../streams/producers.ts";
import { Stream } from "../../streams/stream.ts";
import { messagesToStore, streamOrDraft, type Encode, type TakenOptions } from "./one-append.ts";

/** An append whose arguments were checked at the call. */
export interface PreparedAppend {
  readonly path: string;
  readonly options: TakenOptions;
  readonly encode: Encode;
}

/** An append that can be written. */
export interface CheckedAppend {
  readonly stream: Stream;
  /** Undefined for the retry of a producer's append. */
  readonly messages: readonly Buffer[] | undefined;
  readonly options: TakenOptions;
}

/** Checks several appends before any of them is written: each meets its stream as the ones before it will leave it. */
export class Drafts {
  readonly #context: StoreContext;
  readonly #transaction: WriteTransaction;
  readonly #streams = new Map<string, { readonly stream: Stream; readonly draft: Stream }>();
  readonly #producers = new Map<string, ProducerState>();
  #messages = 0;

  constructor(context: StoreContext, transaction: WriteTransaction) {
    this.#context = context;
    this.#transaction = transaction;
  }

  /** @throws StreamError as `append` does */
  check({ path, options, encode }: PreparedAppend): CheckedAppend {
    const { stream, draft } = this.#find(path);
    const checks = { catalog: this.#context.catalog, producers: this };
    const messages = messagesToStore(checks, draft, encode, options);
    if (messages) this.#advance(draft, messages.length, options);
    return { stream, messages, options };
  }

  /** Where a producer stands after the appends that were checked. */
  accepted(stream: number, id: string): ProducerState | undefined {
    return this.#producers.get(keyOf(stream, id)) ?? this.#context.producers.accepted(stream, id);
  }

  #find(path: string): { readonly stream: Stream; readonly draft: Stream } {
    const known = this.#streams.get(path);
    if (known) return known;
    const stream = streamOrDraft(this.#context, path, this.#transaction, this.#streams.size + 1);
    const found = { stream, draft: new Stream(stream.id, stream) };
    this.#streams.set(path, found);
    return found;
  }

  #advance(draft: Stream, messages: number, { seq, producer, close }: TakenOptions): void {
    this.#messages += messages;
    if (this.#messages > maxMessagesPerAppend) {
      throw new StreamError(
        "TOO_LARGE",
        `more than ${maxMessagesPerAppend} messages in one appendAll: split it`,
      );
    }
    // Of what an append is checked by, its bytes and its time are no part.
    draft.grow(messages, 0, 0);
    if (seq !== undefined) draft.acceptSeq(seq);
    if (producer) this.#producers.set(keyOf(draft.id, producer.id), stateOf(producer));
    if (close) draft.close(producer);
  }
}

function keyOf(stream: number, producer: string): string {
  return `${stream} ${producer}`;
}

function stateOf({ epoch, seq }: Producer): ProducerState {
  return { epoch, seq };
}

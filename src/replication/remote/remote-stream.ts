import {
  DurableStream,
  PRODUCER_EPOCH_HEADER,
  PRODUCER_ID_HEADER,
  PRODUCER_SEQ_HEADER,
  STREAM_EXPIRES_AT_HEADER,
  STREAM_OFFSET_HEADER,
  STREAM_TTL_HEADER,
  type DurableStreamOptions,
} from "@durable-streams/client";
import { sameContentType } from "../../protocol/media-type.ts";
import type { Producer } from "../../store/index.ts";
import type { Timing } from "../timing.ts";
import { contentTypeMismatch, ReplicationFailure } from "./failure.ts";
import { readAnswers, type Answer, type ReadAnswersOptions } from "./read-answers.ts";

/** What is replicated of a stream besides its messages. */
export interface RemoteInfo {
  readonly contentType: string;
  readonly ttlSeconds?: number;
  readonly expiresAt?: Date;
}

export interface Acknowledgement {
  /** Where the remote stream ends now; some servers do not return it for a repetition. */
  readonly offset: string | undefined;
  readonly isRepetition: boolean;
}

const noRetries = { initialDelay: 0, maxDelay: 0, multiplier: 1, maxRetries: 0 };

/**
 * One stream at the server, through the official client, but for reading (`readAnswers` says why). The client's
 * `IdempotentProducer` is not used: it starts each producer at seq 0, cuts batches by time and does not retry, so after a
 * restart it could not repeat a batch whose response was lost. Here the caller supplies the batches and the producer's
 * headers.
 */
export class RemoteStream {
  readonly url: string;
  readonly #fetch: typeof fetch;
  readonly #timing: Timing;
  /** The content type as the server spells it, if it refused another spelling. */
  #spelling: string | undefined;

  /** `fetch` must throw for every response that is not a success; see `createCheckedFetch`. */
  constructor(
    url: string,
    { fetch, timing }: { readonly fetch: typeof globalThis.fetch; readonly timing: Timing },
  ) {
    this.url = url;
    this.#fetch = fetch;
    this.#timing = timing;
  }

  /**
   * Creates the stream, or finds it with the same content type. Only for a closed local stream it may be closed.
   *
   * @returns where it ends, and whether it existed before
   * @throws ReplicationFailure `CONTENT_TYPE_MISMATCH`, `REMOTE_CLOSED`, or what the request failed with
   */
  async create(
    info: RemoteInfo & { readonly closed: boolean },
    signal: AbortSignal,
  ): Promise<{ readonly offset: string; readonly existed: boolean }> {
    try {
      const { answered, handle } = this.#open({ contentType: info.contentType, signal });
      await handle.create({ ttlSeconds: info.ttlSeconds, expiresAt: info.expiresAt?.toISOString() });
      return { offset: offsetIn(answered().headers), existed: answered().status !== 201 };
    } catch (error) {
      if (!(error instanceof ReplicationFailure) || error.code !== "CONTENT_TYPE_MISMATCH") throw error;
      // It exists with another configuration, of which only the content type matters.
      const { offset, closed } = await this.#adoptContentType(info.contentType, signal);
      if (closed && !info.closed)
        throw new ReplicationFailure("REMOTE_CLOSED", "the remote stream is closed");
      return { offset, existed: true };
    }
  }

  async head(
    signal: AbortSignal,
  ): Promise<RemoteInfo & { readonly offset: string; readonly closed: boolean }> {
    const { answered, handle } = this.#open({ signal });
    const found = await handle.head();
    if (!found.exists) throw new ReplicationFailure("NOT_FOUND", "the remote stream does not exist");
    const { contentType, offset, streamClosed } = found;
    const ttl = answered().headers.get(STREAM_TTL_HEADER);
    const expiresAt = answered().headers.get(STREAM_EXPIRES_AT_HEADER);
    return {
      contentType: contentType ?? "application/octet-stream",
      offset: offset ?? "",
      closed: streamClosed,
      ...(ttl !== null && { ttlSeconds: Number(ttl) }),
      ...(expiresAt !== null && { expiresAt: new Date(expiresAt) }),
    };
  }

  /** `data` is a page's data: for JSON the messages, separated by commas. Only a `producer` makes a repetition safe. */
  append(
    data: Uint8Array,
    contentType: string,
    producer: Producer | undefined,
    signal: AbortSignal,
  ): Promise<Acknowledgement> {
    return this.#write(contentType, producer, signal, (handle) => handle.append(data));
  }

  close(contentType: string, producer: Producer, signal: AbortSignal): Promise<Acknowledgement> {
    return this.#write(contentType, producer, signal, (handle) => handle.close());
  }

  async delete(signal: AbortSignal): Promise<void> {
    await this.#open({ signal }).handle.delete();
  }

  /** The answers from an offset to the tail, or live; see `readAnswers`. */
  read(options: ReadAnswersOptions): AsyncGenerator<Answer, void, undefined> {
    return readAnswers(this.url, { fetch: this.#fetch, timing: this.#timing }, options);
  }

  /** Some servers compare content types as text: a write is repeated with their own spelling of the same type. */
  async #write(
    contentType: string,
    producer: Producer | undefined,
    signal: AbortSignal,
    send: (handle: DurableStream) => Promise<unknown>,
  ): Promise<Acknowledgement> {
    for (let spelling = this.#spelling ?? contentType; ;) {
      const headers = producer && producerHeaders(producer);
      const { answered, handle } = this.#open({ contentType: spelling, signal, ...(headers && { headers }) });
      try {
        await send(handle);
        return acknowledged(answered(), producer);
      } catch (error) {
        if (!(error instanceof ReplicationFailure) || error.code !== "CONTENT_TYPE_MISMATCH") throw error;
        const { contentType: theirs } = await this.#adoptContentType(contentType, signal);
        if (theirs === spelling) throw error;
        spelling = theirs;
      }
    }
  }

  /** @throws ReplicationFailure `CONTENT_TYPE_MISMATCH` */
  async #adoptContentType(contentType: string, signal: AbortSignal): ReturnType<RemoteStream["head"]> {
    const found = await this.head(signal);
    if (!sameContentType(found.contentType, contentType))
      throw contentTypeMismatch(found.contentType, contentType);
    this.#spelling = found.contentType;
    return found;
  }

  #open(options: Omit<DurableStreamOptions, "url">) {
    let answer = { status: 0, headers: new Headers() };
    const handle = new DurableStream({
      ...options,
      url: this.url,
      batching: false,
      backoffOptions: noRetries,
      warnOnHttp: false,
      fetch: async (...request) => {
        const response = await readWhole(await this.#fetch(...request));
        answer = response;
        return response;
      },
    });
    return { handle, answered: () => answer };
  }
}

/** Reads a response to its end before the client sees it, because the client may leave it unread. */
async function readWhole(response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  // `Response` refuses any body, even an empty one, for statuses that have none.
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

function producerHeaders({ id, epoch, seq }: Producer): Record<string, string> {
  return {
    [PRODUCER_ID_HEADER]: id,
    [PRODUCER_EPOCH_HEADER]: String(epoch),
    [PRODUCER_SEQ_HEADER]: String(seq),
  };
}

function offsetIn(headers: Headers): string {
  return headers.get(STREAM_OFFSET_HEADER) ?? "";
}

/** @throws ReplicationFailure `DIVERGED` if the server accepted more from this producer than this store has sent */
function acknowledged(
  { status, headers }: Pick<Response, "status" | "headers">,
  producer: Producer | undefined,
): Acknowledgement {
  const highest = headers.get(PRODUCER_SEQ_HEADER);
  if (producer && highest !== null && Number(highest) > producer.seq) {
    throw new ReplicationFailure(
      "DIVERGED",
      `the server has accepted seq ${highest} from this producer, but this store is at ${producer.seq}: it is a copy, or was restored from a backup`,
    );
  }
  return {
    offset: headers.get(STREAM_OFFSET_HEADER) ?? undefined,
    isRepetition: producer !== undefined && status === 204,
  };
}

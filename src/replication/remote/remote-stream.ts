import {
  DurableStream,
  PRODUCER_EPOCH_HEADER,
  PRODUCER_ID_HEADER,
  PRODUCER_SEQ_HEADER,
  STREAM_EXPIRES_AT_HEADER,
  STREAM_OFFSET_HEADER,
  STREAM_TTL_HEADER,
  stream as openSession,
  type ByteChunk,
  type DurableStreamOptions,
} from "@durable-streams/client";
import { sameContentType } from "../../protocol/media-type.ts";
import type { Producer } from "../../store/index.ts";
import { contentTypeMismatch, ReplicationFailure } from "./failure.ts";
import { raceAbort } from "./race-abort.ts";

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
 * One stream at the server, through the official client. Its `IdempotentProducer` is not used: it starts each producer
 * at seq 0, cuts batches by time and does not retry, so after a restart it could not repeat a batch whose response was
 * lost. Here the caller supplies the batches and the producer's headers.
 */
export class RemoteStream {
  readonly url: string;
  readonly #fetch: typeof fetch;

  /** `fetch` must throw for every response that is not a success; see `createCheckedFetch`. */
  constructor(url: string, fetch: typeof globalThis.fetch) {
    this.url = url;
    this.#fetch = fetch;
  }

  /**
   * Creates the stream, or finds it with the same content type. Returns where it ends.
   *
   * @throws ReplicationFailure `CONTENT_TYPE_MISMATCH`, `REMOTE_CLOSED`, or what the request failed with
   */
  async create(info: RemoteInfo, signal: AbortSignal): Promise<string> {
    try {
      const { answered, handle } = this.#open({ contentType: info.contentType, signal });
      await handle.create({ ttlSeconds: info.ttlSeconds, expiresAt: info.expiresAt?.toISOString() });
      return offsetIn(answered().headers);
    } catch (error) {
      if (!(error instanceof ReplicationFailure) || error.code !== "CONTENT_TYPE_MISMATCH") throw error;
      // It exists with another configuration, of which only the content type matters.
      const { contentType, offset, closed } = await this.head(signal);
      if (closed) throw new ReplicationFailure("REMOTE_CLOSED", "the remote stream is closed");
      if (sameContentType(contentType, info.contentType)) return offset;
      throw contentTypeMismatch(contentType, info.contentType);
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

  /** `data` is a page's data: for JSON the messages, separated by commas. */
  async append(
    data: Uint8Array,
    contentType: string,
    producer: Producer,
    signal: AbortSignal,
  ): Promise<Acknowledgement> {
    const { answered, handle } = this.#open({ contentType, signal, headers: producerHeaders(producer) });
    await handle.append(data);
    return acknowledged(answered(), producer);
  }

  async close(contentType: string, producer: Producer, signal: AbortSignal): Promise<Acknowledgement> {
    const { answered, handle } = this.#open({ contentType, signal, headers: producerHeaders(producer) });
    await handle.close();
    return acknowledged(answered(), producer);
  }

  /**
   * Passes the chunks after an offset to `take`, one at a time: up to the tail, or live until the signal is aborted or
   * the stream is closed. When it settles, no call of `take` is under way.
   */
  async follow(
    offset: string,
    live: boolean,
    take: (chunk: ByteChunk) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const session = await openSession({
      url: this.url,
      offset,
      live: live ? "long-poll" : false,
      fetch: this.#fetch,
      backoffOptions: noRetries,
      warnOnHttp: false,
      signal,
    });
    let taking = Promise.resolve();
    const taken = new Promise<void>((resolve, reject) => {
      // `session.closed` alone is not enough: it resolves when the last response arrives, before its chunk is taken.
      session.closed.catch(reject);
      session.subscribeBytes(async (chunk) => {
        try {
          await (taking = take(chunk));
        } catch (error) {
          reject(error);
          throw error;
        }
        if (chunk.upToDate && (!live || chunk.streamClosed)) resolve();
      });
    });
    try {
      await raceAbort(signal, taken);
    } finally {
      await taking.catch(() => undefined);
    }
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
        const response = await this.#fetch(...request);
        answer = response;
        return response;
      },
    });
    return { handle, answered: () => answer };
  }
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
  { seq }: Producer,
): Acknowledgement {
  const highest = headers.get(PRODUCER_SEQ_HEADER);
  if (highest !== null && Number(highest) > seq) {
    throw new ReplicationFailure(
      "DIVERGED",
      `the server has accepted seq ${highest} from this producer, but this store is at ${seq}: it is a copy, or was restored from a backup`,
    );
  }
  return { offset: headers.get(STREAM_OFFSET_HEADER) ?? undefined, isRepetition: status === 204 };
}

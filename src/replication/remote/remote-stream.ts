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
import { mediaType } from "../../protocol/content-type.ts";
import type { Producer } from "../../store/index.ts";
import { ReplicationFailure } from "./failure.ts";

/** What travels along with a stream. */
export interface RemoteInfo {
  readonly contentType: string;
  readonly ttlSeconds?: number;
  readonly expiresAt?: Date;
}

export interface Acknowledged {
  /** Where the remote stream ends now; some servers do not say it of a repetition. */
  readonly offset: string | undefined;
  readonly isRepetition: boolean;
}

const noRetries = { initialDelay: 0, maxDelay: 0, multiplier: 1, maxRetries: 0 };

/**
 * One stream at the server, through the official client. Its `IdempotentProducer` is not used: it starts each
 * producer at seq 0, cuts batches by time, and does not retry, so that after a restart a batch whose answer was
 * lost could not be sent again as the same one. Here the producer's headers and the batches are the caller's.
 */
export class RemoteStream {
  readonly url: string;
  readonly #fetch: typeof fetch;

  /** `fetch` has to throw what is no success; see `createCheckedFetch`. */
  constructor(url: string, fetch: typeof globalThis.fetch) {
    this.url = url;
    this.#fetch = fetch;
  }

  /** Creates it, or finds it there with the same content type. Returns where it ends. */
  async create(info: RemoteInfo, signal: AbortSignal): Promise<string> {
    try {
      const { answered, handle } = this.#open({ contentType: info.contentType, signal });
      await handle.create({ ttlSeconds: info.ttlSeconds, expiresAt: info.expiresAt?.toISOString() });
      return offsetIn(answered().headers);
    } catch (error) {
      if (!(error instanceof ReplicationFailure) || error.code !== "CONTENT_TYPE_MISMATCH") throw error;
      // It exists, with another configuration: only the content type has to be the same.
      const { contentType, offset, closed } = await this.head(signal);
      if (closed) throw new ReplicationFailure("REMOTE_CLOSED", "the remote stream is closed");
      if (mediaType(contentType) === mediaType(info.contentType)) return offset;
      throw new ReplicationFailure(
        "CONTENT_TYPE_MISMATCH",
        `the remote stream holds ${contentType}, the local one ${info.contentType}`,
      );
    }
  }

  async head(
    signal: AbortSignal,
  ): Promise<RemoteInfo & { readonly offset: string; readonly closed: boolean }> {
    const { answered, handle } = this.#open({ signal });
    const found = await handle.head();
    if (!found.exists) throw new ReplicationFailure("NOT_FOUND", "there is no such remote stream");
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

  /** `data` is what the local store keeps: for JSON the messages with a comma between two. */
  async append(
    data: Uint8Array,
    contentType: string,
    producer: Producer,
    signal: AbortSignal,
  ): Promise<Acknowledged> {
    const { answered, handle } = this.#open({ contentType, signal, headers: producerHeaders(producer) });
    await handle.append(data);
    return acknowledged(answered(), producer);
  }

  async close(contentType: string, producer: Producer, signal: AbortSignal): Promise<Acknowledged> {
    const { answered, handle } = this.#open({ contentType, signal, headers: producerHeaders(producer) });
    await handle.close();
    return acknowledged(answered(), producer);
  }

  /**
   * Takes what comes after an offset, chunk by chunk, each when the one before has been dealt with: up to the tail,
   * or live until the signal is aborted or the stream ends. When it settles, nothing is being taken any more.
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
    let giveUp = (): void => undefined;
    let taking = Promise.resolve();
    const taken = new Promise<void>((resolve, reject) => {
      giveUp = () => reject(signal.reason as Error);
      signal.addEventListener("abort", giveUp, { once: true });
      if (signal.aborted) giveUp();
      // Not `session.closed` alone: it resolves when the last answer is there, which is before it has been taken.
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
      await taken;
    } finally {
      signal.removeEventListener("abort", giveUp);
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

/** A server that has accepted more of this producer than its owner has sent has met a copy of it. */
function acknowledged(
  { status, headers }: Pick<Response, "status" | "headers">,
  { seq }: Producer,
): Acknowledged {
  const highest = headers.get(PRODUCER_SEQ_HEADER);
  if (highest !== null && Number(highest) > seq) {
    throw new ReplicationFailure(
      "DIVERGED",
      `the server has accepted seq ${highest} of this producer, and this store is at ${seq}: it is a copy, or older than that`,
    );
  }
  return { offset: headers.get(STREAM_OFFSET_HEADER) ?? undefined, isRepetition: status === 204 };
}

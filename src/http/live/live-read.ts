import type { Offset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import { pageLimits } from "../response/page-response.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** A cursor that ends by itself: when the client goes, when the server stops, or after a time. */
export interface LiveRead {
  /** The next page; undefined at the end of the stream, and when the read was ended. */
  next(): Promise<PackedPage | undefined>;
  /** Whether it was ended; without that, no next page means the end of the stream. */
  isEnded(): boolean;
  /** Lets go of everything; may be called at any time, and again. */
  end(): void;
}

export interface StartedLiveRead {
  readonly contentType: string;
  /** What is there at the start, also if that is nothing. Apart from `read`, which must not hold it for its whole life. */
  readonly first: PackedPage;
  readonly read: LiveRead;
}

export interface LiveReadLimits {
  readonly timeoutMs: number;
  /** Of a page; a larger message comes alone. */
  readonly limitBytes: number;
}

/** @throws StreamError what reading the stream throws */
export async function startLiveRead(
  { request, path, store, options }: StreamRequest,
  offset: Offset,
  { timeoutMs, limitBytes }: LiveReadLimits,
): Promise<StartedLiveRead> {
  const controller = new AbortController();
  const { signal } = controller;
  const pages = store.subscribePacked(path, { offset, ...pageLimits, limitBytes, signal });
  const end = () => controller.abort();
  const release = endWith(request.signal, options.liveReads, timeoutMs, end);
  signal.addEventListener("abort", () => {
    release();
    // While nobody asks for a page, the signal alone does not end the iteration.
    void pages.return();
  });
  try {
    const [{ contentType }, { value: first }] = await Promise.all([store.head(path), pages.next()]);
    const next = async () => (await pages.next()).value ?? undefined;
    return { contentType, first: first!, read: { next, isEnded: () => signal.aborted, end } };
  } catch (error) {
    end();
    throw error;
  } finally {
    // Not before: an aborted signal would have kept the first page back.
    if (request.signal.aborted || options.signal?.aborted) end();
  }
}

/** Has `end` called when the client or the server goes, or after a time, until the returned function is called. */
function endWith(
  client: AbortSignal,
  liveReads: Set<() => void>,
  timeoutMs: number,
  end: () => void,
): () => void {
  const timer = setTimeout(end, timeoutMs);
  client.addEventListener("abort", end);
  liveReads.add(end);
  return () => {
    clearTimeout(timer);
    client.removeEventListener("abort", end);
    liveReads.delete(end);
  };
}

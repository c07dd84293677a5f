import type { Offset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import { pageLimits } from "../response/page-response.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** A cursor that ends when the client disconnects, when the server stops, or after a timeout. */
export interface LiveRead {
  /** Resolves with the next page; with undefined at the end of the stream, and once the read has ended. */
  next(): Promise<PackedPage | undefined>;
  /** Whether the read has ended. If not, the lack of a next page means the end of the stream. */
  isEnded(): boolean;
  /** Ends the read and releases its resources; may be called at any time, and more than once. */
  end(): void;
}

export interface StartedLiveRead {
  readonly contentType: string;
  /** The page at the offset, which may be empty. Not part of `read`, which would keep it in memory until the end. */
  readonly first: PackedPage;
  readonly read: LiveRead;
}

export interface LiveReadLimits {
  readonly timeoutMs: number;
  /** Size of a page; a larger message is a page of its own. */
  readonly limitBytes: number;
}

/** @throws StreamError what `head` and `subscribe` throw */
export async function startLiveRead(
  { request, path, store, options }: StreamRequest,
  offset: Offset,
  { timeoutMs, limitBytes }: LiveReadLimits,
): Promise<StartedLiveRead> {
  const controller = new AbortController();
  const { signal } = controller;
  const pages = store.subscribePacked(path, { offset, ...pageLimits, limitBytes, signal });
  const end = () => controller.abort();
  const cancel = endOn(request.signal, options.liveReads, timeoutMs, end);
  signal.addEventListener("abort", () => {
    cancel();
    // Between two pages, the signal alone does not end the iteration.
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
    // Not earlier: with an aborted signal there would be no first page.
    if (request.signal.aborted || options.signal?.aborted) end();
  }
}

/** Calls `end` when the client disconnects, the server stops or the time is over; the returned function cancels that. */
function endOn(
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

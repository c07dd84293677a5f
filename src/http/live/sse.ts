import type { Offset } from "../../protocol/offset.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import type { PackedPage } from "../../store/index.ts";
import { headerNames } from "../request/headers.ts";
import { startLiveRead, type LiveRead } from "./live-read.ts";
import { SseEvents } from "./sse-events.ts";
import { textBefore } from "./text-before.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** A page of events: it is held, twice over at the most, for each client that takes none. */
const pageBytes = 128 * 1024;

/**
 * GET with `live=sse`: what is there and what comes, as events (PROTOCOL.md, section 5.8). The response
 * ends after a time, and the client goes on from the last control event.
 */
export async function followWithEvents(
  streamRequest: StreamRequest,
  offset: Offset,
  clientCursor: string | null,
): Promise<ResponseParts> {
  const { options } = streamRequest;
  const { first, contentType, read } = await startLiveRead(streamRequest, offset, {
    timeoutMs: options.sseLifetimeMs,
    limitBytes: pageBytes,
  });
  const events = new SseEvents(contentType, clientCursor);
  if (events.isText) events.resume(await textBefore(streamRequest, first));
  return {
    headers: {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache",
      ...(events.isBase64 && { [headerNames.sseDataEncoding]: "base64" }),
    },
    body: eventStream(first, read, events),
  };
}

/** Reads a page when the connection has room for it: a slow client holds one, and misses nothing. */
function eventStream(first: PackedPage, read: LiveRead, events: SseEvents): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let start: PackedPage | undefined = first;
  const nextText = async (): Promise<string | undefined> => {
    if (events.isFinished || read.isEnded()) return undefined;
    const page = start ?? (await read.next());
    start = undefined;
    if (page) return events.of(page);
    return read.isEnded() ? undefined : events.ofClosure();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // A stream that was deleted meanwhile ends the response; what it was, the next request tells.
        const text = await nextText().catch(() => undefined);
        if (text !== undefined) return controller.enqueue(encoder.encode(text));
        read.end();
        closeQuietly(controller);
      },
      cancel: () => read.end(),
    },
    { highWaterMark: 0 },
  );
}

/** It is closed already where the client has cancelled it meanwhile. */
function closeQuietly(controller: ReadableStreamDefaultController): void {
  try {
    controller.close();
  } catch {
    // Nobody is there to tell.
  }
}

import type { Offset } from "../../protocol/offset.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { eventCaching } from "../response/caching.ts";
import type { PackedPage } from "../../store/index.ts";
import { headerNames } from "../request/headers.ts";
import { startLiveRead, type LiveRead } from "./live-read.ts";
import { SseEvents } from "./sse-events.ts";
import { bytesBeforeSplit } from "./split-character.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** Size of a page of events. The server holds up to two for each client that reads nothing. */
const pageBytes = 128 * 1024;

/**
 * GET with `live=sse`: responds with the messages from the offset on, and then with each new one, as events
 * (PROTOCOL.md, section 5.8). The response ends after a time; the client resumes from the last control event.
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
  if (events.isText) events.resumeAfter(await bytesBeforeSplit(streamRequest, first));
  return {
    headers: {
      "Content-Type": "text/event-stream",
      ...eventCaching(streamRequest),
      ...(events.isBase64 && { [headerNames.sseDataEncoding]: "base64" }),
    },
    body: eventStream(first, read, events),
  };
}

/** Reads the next page when the connection can take it: for a slow client the server holds one, and skips none. */
function eventStream(first: PackedPage, read: LiveRead, events: SseEvents): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let start: PackedPage | undefined = first;
  const nextText = async (): Promise<string | undefined> => {
    if (events.isFinished || read.isEnded()) return undefined;
    const page = start ?? (await read.next());
    start = undefined;
    if (page) return events.ofPage(page);
    return read.isEnded() ? undefined : events.ofClosure();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // An error, such as that the stream was deleted, ends the response; the next request reports it.
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

/** The client may have cancelled the stream, which closes it. */
function closeQuietly(controller: ReadableStreamDefaultController): void {
  try {
    controller.close();
  } catch {
    // Nothing is left to close.
  }
}

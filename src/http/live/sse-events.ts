import { isJsonContentType, mediaType } from "../../protocol/content-type.ts";
import type { PackedPage } from "../../store/index.ts";
import { nextCursor } from "./cursor.ts";

/** Formats the pages of one stream as Server-Sent Events: a data event and its control event each. */
export class SseEvents {
  /** Whether the stream holds neither text nor JSON (PROTOCOL.md, section 5.8). */
  readonly isBase64: boolean;
  /** Whether the stream holds text other than JSON: a message may end in the middle of a character. */
  readonly isText: boolean;
  readonly #cursor: string | null;
  /** Keeps the start of a character that one message begins and the next completes. */
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #lastOffset = "";
  #isFinished = false;

  constructor(contentType: string, clientCursor: string | null) {
    const isJson = isJsonContentType(contentType);
    this.isText = !isJson && mediaType(contentType).startsWith("text/");
    this.isBase64 = !isJson && !this.isText;
    this.#cursor = clientCursor;
  }

  /** Whether a control event has said that the stream is closed: it is the last event. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Takes the start of a character from the messages before the first page. */
  resumeWith(start: Uint8Array): void {
    this.#decoder.decode(start, { stream: true });
  }

  ofPage(page: PackedPage): string {
    this.#lastOffset = page.nextOffset;
    const data = page.lengths.length > 0 ? event("data", this.#payload(page)) : "";
    if (page.upToDate && page.closed) return data + this.ofClosure();
    return (
      data +
      this.#control({ streamCursor: nextCursor(this.#cursor), ...(page.upToDate && { upToDate: true }) })
    );
  }

  /** For a stream that is closed without another message. */
  ofClosure(): string {
    this.#isFinished = true;
    return this.#control({ upToDate: true, streamClosed: true });
  }

  #control(fields: object): string {
    return event("control", JSON.stringify({ streamNextOffset: this.#lastOffset, ...fields }));
  }

  #payload({ json, data }: PackedPage): string {
    if (this.isBase64) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
    const text = this.#decoder.decode(data, { stream: true });
    return json ? `[${text}]` : text;
  }
}

/**
 * Puts each line of the payload into a field, whichever line end it has: else a message could end the event and
 * forge another. Clients drop one space after the colon, so a line that starts with a space gets one more.
 */
function event(type: "data" | "control", payload: string): string {
  const lines = replaced(replaced(payload, "\r\n", "\n"), "\r", "\n");
  const fields = replaced(replaced(`\n${lines}`, "\n", "\ndata:"), "\ndata: ", "\ndata:  ");
  return `event: ${type}${fields}\n\n`;
}

/** Many times faster than `replaceAll` for millions of matches: a text may consist of line ends. */
function replaced(text: string, search: string, replacement: string): string {
  return text.includes(search) ? text.split(search).join(replacement) : text;
}

import { isJsonContentType, mediaType } from "../../protocol/content-type.ts";
import type { PackedPage } from "../../store/index.ts";
import { nextCursor } from "./cursor.ts";

/** Pages of one stream as Server-Sent Events: a data event, and the control event that belongs to it. */
export class SseEvents {
  /** Bytes that are no text (section 5.8). */
  readonly isBase64: boolean;
  /** Text as it is, of which a message may hold a part of a character. */
  readonly isText: boolean;
  readonly #cursor: string | null;
  /** A character may be cut in two by the messages that hold it. */
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #lastOffset = "";
  #isFinished = false;

  constructor(contentType: string, clientCursor: string | null) {
    const isJson = isJsonContentType(contentType);
    this.isText = !isJson && mediaType(contentType).startsWith("text/");
    this.isBase64 = !isJson && !this.isText;
    this.#cursor = clientCursor;
  }

  /** Whether the client was told that the stream is closed: nothing may follow. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** What was cut off where the client was told of the last time. */
  resume(cut: Uint8Array): void {
    this.#decoder.decode(cut, { stream: true });
  }

  of(page: PackedPage): string {
    this.#lastOffset = page.nextOffset;
    const data = page.lengths.length > 0 ? event("data", this.#payload(page)) : "";
    if (page.upToDate && page.closed) return data + this.ofClosure();
    return (
      data +
      this.#control({ streamCursor: nextCursor(this.#cursor), ...(page.upToDate && { upToDate: true }) })
    );
  }

  /** The stream was closed without another message. */
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
 * A line of its own for each line of the payload, whatever ends it: else a message could end the event
 * and start one of its own. A reader drops one space after the colon, so one is added where the line
 * itself starts with a space.
 */
function event(type: "data" | "control", payload: string): string {
  const lines = replaced(replaced(payload, "\r\n", "\n"), "\r", "\n");
  const fields = replaced(replaced(`\n${lines}`, "\n", "\ndata:"), "\ndata: ", "\ndata:  ");
  return `event: ${type}${fields}\n\n`;
}

/** Many times faster than `replaceAll` where there are millions: a text may be all line ends. */
function replaced(text: string, what: string, by: string): string {
  return text.includes(what) ? text.split(what).join(by) : text;
}

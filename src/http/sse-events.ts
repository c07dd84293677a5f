import { isJsonContentType, mediaType } from "../protocol/content-type.ts";
import type { PackedPage } from "../store/index.ts";
import { nextCursor } from "./cursor.ts";

/** Pages of one stream as Server-Sent Events: a data event, and the control event that belongs to it. */
export class SseEvents {
  /** Bytes that are no text (section 5.8). */
  readonly isBase64: boolean;
  readonly #cursor: string | null;
  /** A character may be cut in two by the messages that hold it. */
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #lastOffset = "";
  #isFinished = false;

  constructor(contentType: string, clientCursor: string | null) {
    this.isBase64 = !isJsonContentType(contentType) && !mediaType(contentType).startsWith("text/");
    this.#cursor = clientCursor;
  }

  /** Whether the client was told that the stream is closed: nothing may follow. */
  get isFinished(): boolean {
    return this.#isFinished;
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
  const lines = payload.split(/\r\n|\r|\n/);
  return `event: ${type}\n${lines.map((line) => `data:${line.startsWith(" ") ? " " : ""}${line}\n`).join("")}\n`;
}

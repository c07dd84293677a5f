import { isJsonContentType } from "../../protocol/content-type.ts";
import type { PackedPage } from "../../store/index.ts";
import { nextCursor } from "./cursor.ts";
import { textDecoderOf } from "./event-charset.ts";
import { incompleteEnd } from "./split-character.ts";

/** Formats the pages of one stream as Server-Sent Events: a data event and its control event each. */
export class SseEvents {
  /** Whether the events carry bytes: the stream holds neither text nor JSON (PROTOCOL.md, section 5.8). */
  readonly isBase64: boolean;
  /** Whether the stream holds text other than JSON: a message may end in the middle of a character, or of a line's end. */
  readonly isText: boolean;
  readonly #cursor: string | null;
  /** Keeps the start of a character that one message begins and the next completes. */
  readonly #decoder: TextDecoder | undefined;
  /** Whether the text so far ends with CR, whose line feed may be the next character. */
  #endsWithCr = false;
  #lastOffset = "";
  #isFinished = false;

  constructor(contentType: string, clientCursor: string | null) {
    this.#decoder = textDecoderOf(contentType);
    this.isBase64 = this.#decoder === undefined;
    this.isText = !this.isBase64 && !isJsonContentType(contentType);
    this.#cursor = clientCursor;
  }

  /** Whether a control event has said that the stream is closed: it is the last event. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Takes the bytes before the first page, of which the client has what the events up to there contained. */
  resumeAfter(before: Uint8Array): void {
    if (this.#decoder?.encoding === "utf-8") this.#decoder.decode(incompleteEnd(before), { stream: true });
    this.#endsWithCr = before.at(-1) === carriageReturn;
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
    if (!this.#decoder) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
    const text = this.#decoder.decode(data, { stream: true });
    return json ? `[${text}]` : this.#withoutSecondLineEnd(text);
  }

  /** The CR was sent as the end of a line, and the LF after it belongs to it. */
  #withoutSecondLineEnd(text: string): string {
    if (text === "") return text;
    const rest = this.#endsWithCr && text.startsWith("\n") ? text.slice(1) : text;
    this.#endsWithCr = text.endsWith("\r");
    return rest;
  }
}

const carriageReturn = 0x0d;

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

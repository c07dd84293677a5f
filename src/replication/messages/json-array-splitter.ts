import { ReplicationFailure } from "../remote/failure.ts";

/** An element that is larger than the splitter holds in memory. */
export class OversizedElement {
  readonly bytes: number;

  constructor(bytes: number) {
    this.bytes = bytes;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const space = 0x20;
const [openBracket, openBrace, closeBracket, closeBrace] = [0x5b, 0x7b, 0x5d, 0x7d];

/**
 * Cuts a JSON array that arrives in chunks into the texts of its elements, without parsing them: that would change `1.0`
 * and 20-digit numbers. Holds no more than the element that is not complete yet.
 *
 * An append does not use this (`splitJsonArray` in `src/store`): it has the whole text, and has parsed it, so it needs no state
 * between chunks, no bound and no checks.
 */
export class JsonArraySplitter {
  readonly #maxElementBytes: number;
  /** The beginning of the element that is not complete yet. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasEnded = false;

  constructor(maxElementBytes: number) {
    this.#maxElementBytes = maxElementBytes;
  }

  /** The elements that the chunk completes. @throws ReplicationFailure `SERVER_ERROR` if the text is no array */
  push(chunk: Uint8Array): (Buffer | OversizedElement)[] {
    const elements: (Buffer | OversizedElement)[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (this.#isInString) {
        i = this.#skipString(chunk, i);
        continue;
      }
      if (byte <= space) continue;
      if (this.#depth === 0) {
        if (byte !== openBracket || this.#hasEnded) throw notAnArray();
        this.#depth = 1;
        start = i + 1;
      } else if (byte === quote) this.#isInString = true;
      else if (byte === openBracket || byte === openBrace) this.#depth++;
      else if (byte === closeBracket || byte === closeBrace) {
        if (--this.#depth === 0) {
          this.#complete(chunk.subarray(start, i), elements);
          this.#hasEnded = true;
        }
      } else if (byte === comma && this.#depth === 1) {
        this.#complete(chunk.subarray(start, i), elements);
        start = i + 1;
      }
    }
    if (this.#depth > 0) this.#hold(chunk.subarray(start));
    return elements;
  }

  /** @throws ReplicationFailure `UNREACHABLE` if the array is not complete */
  end(): void {
    if (!this.#hasEnded) throw new ReplicationFailure("UNREACHABLE", "the response was cut off");
  }

  /** The index of the last byte that belongs to the string, which may go on in the next chunk. */
  #skipString(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (chunk[i] === backslash) this.#isEscaped = true;
      else if (chunk[i] === quote) {
        this.#isInString = false;
        return i;
      }
    }
    return chunk.length;
  }

  #hold(part: Uint8Array): void {
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#maxElementBytes) this.#held = [];
    else if (part.length > 0) this.#held.push(part);
  }

  /** An element without text is the content of an empty array. */
  #complete(part: Uint8Array, elements: (Buffer | OversizedElement)[]): void {
    this.#hold(part);
    const element =
      this.#heldBytes > this.#maxElementBytes
        ? new OversizedElement(this.#heldBytes)
        : trimmed(this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held));
    this.#held = [];
    this.#heldBytes = 0;
    if (element instanceof OversizedElement || element.length > 0) elements.push(element);
  }
}

function trimmed(text: Uint8Array): Buffer {
  let [start, end] = [0, text.length];
  while (start < end && text[start]! <= space) start++;
  while (end > start && text[end - 1]! <= space) end--;
  return Buffer.from(text.buffer, text.byteOffset + start, end - start);
}

function notAnArray(): ReplicationFailure {
  return new ReplicationFailure("SERVER_ERROR", "the response is not a JSON array");
}

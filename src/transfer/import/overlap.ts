import { StreamError } from "../../protocol/errors.ts";
import { formatOffset, nowOffset, parseOffset, startOffset, type Offset } from "../../protocol/offset.ts";
import { PrefixSearch } from "../../protocol/search/prefix-search.ts";
import type { ReadOptions, ReadPage } from "../../protocol/stream.ts";
import { isBlank } from "./lines/split-lines.ts";

/** How many of a stream's last messages are compared with an input. */
const maxMessages = 100_000;

/** The part of a store that is needed here; windows have it, too. */
export interface MessageReader {
  read(path: string, options: ReadOptions): Promise<ReadPage>;
}

/** The beginning of an input. */
export interface InputStart {
  readonly lines: readonly Uint8Array[];
  /** Whether these are all lines that the input has. */
  readonly isWhole: boolean;
}

/**
 * Finds how many of an input's first lines are the last messages of a stream: its beginning was cut off since it was
 * imported, as log rotation does, or the messages came by another way, such as a fork. Whether that is a coincidence
 * cannot be known, so the import is refused.
 *
 * @throws StreamError `INPUT_CHANGED`
 */
export async function assertNoOverlap(
  store: MessageReader,
  path: string,
  { lines, isWhole }: InputStart,
  json: boolean,
): Promise<void> {
  const given = json ? lines.filter((line) => !isBlank(line)) : lines;
  const start = given.map((line) => (json ? textOfJsonLine(line) : textOf(line)));
  let count = 0;
  const search = new PrefixSearch(start);
  for await (const message of lastMessages(store, path)) {
    count = search.next(json ? JSON.stringify(message) : textOf(message as Uint8Array));
    // A beginning of so many lines is no coincidence, wherever it is.
    if (!isWhole && count === start.length) break;
  }
  if (count > 0) throw overlaps(count);
}

async function* lastMessages(store: MessageReader, path: string): AsyncGenerator<unknown, void, undefined> {
  const { nextOffset: tail } = await store.read(path, { offset: nowOffset });
  const { streamId, position } = parseOffset(tail);
  let offset = formatOffset(streamId, Math.max(0, position - maxMessages));
  for (;;) {
    const page = await readFrom(store, path, offset);
    for (const { data } of page.messages) yield data;
    if (page.upToDate || page.messages.length === 0) return;
    offset = page.nextOffset;
  }
}

async function readFrom(store: MessageReader, path: string, offset: Offset) {
  try {
    return await store.read(path, { offset });
  } catch (error) {
    // Retention has deleted the messages there.
    if (!(error instanceof StreamError) || error.code !== "GONE") throw error;
    return store.read(path, { offset: startOffset });
  }
}

const latin1 = new TextDecoder("latin1");

/** Without the line break, which the last line of a file may lack. */
function textOf(bytes: Uint8Array): string {
  return latin1.decode(bytes).replace(/\r?\n$/, "");
}

function textOfJsonLine(line: Uint8Array): string {
  return JSON.stringify(JSON.parse(new TextDecoder().decode(line)));
}

function overlaps(count: number): StreamError {
  const which = count === 1 ? "first line of the input is" : `first ${count} lines of the input are`;
  const rest = count === 1 ? "line" : "lines";
  return new StreamError(
    "INPUT_CHANGED",
    `the ${which} already in the stream: nothing was imported; import what follows the ${rest}, or, ` +
      "to import all of it as other content, give the import a label",
    { line: 1, option: "again" },
  );
}

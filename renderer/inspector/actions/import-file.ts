import { isJsonContentType } from "../../../src/protocol/content-type.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { codeOf, messageOf } from "../explain.ts";
import { formatCount, formatMessages } from "../format/numbers.ts";
import { FieldError, type ActionForm, type Submitted } from "./action-form.ts";

/** Limits of one append. */
const batchBytes = 256 * 1024;
const batchLines = 2000;

export function importFile(streams: Streams, info: StreamInfo): ActionForm {
  const json = isJsonContentType(info.contentType);
  return {
    title: `Import into ${info.path}`,
    text: json
      ? "Each line of the file is appended as one JSON message (NDJSON)."
      : "Each line of the file is appended as one message.",
    submit: "Import",
    fields: [{ name: "file", label: "File", kind: "file", required: true }],
    async run(values) {
      const file = values.file("file");
      if (!file) throw new FieldError("file", "Choose a file.");
      return `Imported ${formatMessages(await appendLines(streams, info.path, file, values, json))}`;
    },
    fieldOf: (error) => (codeOf(error) === "DISCONNECTED" ? undefined : "file"),
  };
}

/** Appends the lines in batches; returns the number of messages. @throws FieldError with the first line not imported */
async function appendLines(
  streams: Streams,
  path: string,
  file: File,
  values: Submitted,
  json: boolean,
): Promise<number> {
  let appended = 0;
  let batch: Uint8Array[] = [];
  let size = 0;
  let read = 0;
  let line = 0;
  let firstLine = 1;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    try {
      await streams.append(path, batch);
    } catch (error) {
      throw new FieldError("file", `Import stopped at line ${formatCount(firstLine)}: ${messageOf(error)}`);
    }
    appended += batch.length;
    batch = [];
    size = 0;
    values.progress(read, file.size);
  };
  for await (const bytes of linesOf(file)) {
    values.signal.throwIfAborted();
    line++;
    read += bytes.length + 1;
    if (json && isBlank(bytes)) continue;
    if (batch.length === 0) firstLine = line;
    batch.push(bytes);
    size += bytes.length;
    if (size >= batchBytes || batch.length >= batchLines) await flush();
  }
  await flush();
  return appended;
}

/** The lines of a file as bytes, without their line feeds. The last line may end without one. */
async function* linesOf(file: File): AsyncGenerator<Uint8Array, void, undefined> {
  let rest: Uint8Array[] = [];
  for await (const chunk of file.stream() as unknown as AsyncIterable<Uint8Array>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield join([...rest, chunk.subarray(start, end)]);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield join(rest);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 32 || byte === 9 || byte === 13);
}

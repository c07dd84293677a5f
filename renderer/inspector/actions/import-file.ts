import { isJsonContentType } from "../../../src/protocol/content-type.ts";
import type { StreamError } from "../../../src/protocol/errors.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import {
  checkInput,
  importLines,
  type ImportCount,
  type ImportOptions,
} from "../../../src/transfer/import/import-lines.ts";
import type { Streams } from "../../client/index.ts";
import { codeOf } from "../explain.ts";
import { formatCount, formatMessages } from "../format/numbers.ts";
import { FieldError, type ActionForm, type Field, type Submitted } from "./action-form.ts";

/** A window may not send larger messages. */
const maxMessageBytes = 10 * 1024 * 1024;

/** The encodings that an input may have, beside those that are recognised. */
const encoding: Field = {
  name: "encoding",
  label: "Encoding",
  kind: "select",
  options: [
    { value: "", label: "UTF-8, or UTF-16 with a byte order mark" },
    { value: "utf-16le", label: "UTF-16LE" },
    { value: "utf-16be", label: "UTF-16BE" },
    { value: "windows-1252", label: "Windows-1252 (Latin-1)" },
    { value: "windows-1250", label: "Windows-1250 (Central European)" },
    { value: "windows-1251", label: "Windows-1251 (Cyrillic)" },
    { value: "shift_jis", label: "Shift JIS" },
    { value: "gb18030", label: "GB 18030 (GBK)" },
    { value: "bytes", label: "Store bytes unchanged" },
  ],
};

const format: Field = {
  name: "format",
  label: "Format",
  kind: "select",
  options: [
    { value: "", label: "Each line is a message" },
    { value: "ndjson", label: "NDJSON, as exported here" },
  ],
};

const again: Field = {
  name: "again",
  label: "Label (optional)",
  kind: "text",
  hint: "Imports as other content than before, once per label",
};

export function importFile(streams: Streams, info: StreamInfo): ActionForm {
  const json = isJsonContentType(info.contentType);
  return {
    title: `Import into ${info.path}`,
    text: json
      ? "Each line of the file is appended as one JSON message (NDJSON). Lines that were imported before are skipped."
      : "Each line of the file is appended as one message. Lines that were imported before are skipped.",
    submit: "Import",
    fields: [
      { name: "file", label: "File", kind: "file", required: true },
      ...(json ? [] : [format]),
      encoding,
      again,
    ],
    async run(values) {
      const file = values.file("file");
      if (!file) throw new FieldError("file", "Choose a file.");
      return summary(await importInto(streams, info, file, values));
    },
    fieldOf: (error) => (codeOf(error) === "DISCONNECTED" ? undefined : "file"),
  };
}

/** Appends the lines once all of them are valid. @throws FieldError with the first line that is not */
async function importInto(
  streams: Streams,
  { path, contentType }: StreamInfo,
  file: File,
  values: Submitted,
): Promise<ImportCount> {
  const options: ImportOptions = {
    contentType,
    encoding: values.text("encoding") || undefined,
    again: values.text("again") || undefined,
    ndjson: values.text("format") === "ndjson",
    maxMessageBytes,
  };
  const open = () => Promise.resolve(streams);
  values.progress(0, file.size);
  try {
    await checkInput(chunksOf(file, values.signal), options);
    return await importLines(open, path, chunksOf(file, values.signal), options, (count) => {
      values.signal.throwIfAborted();
      values.progress(count.bytes + count.knownBytes, file.size);
    });
  } catch (error) {
    throw atLine(error);
  }
}

async function* chunksOf(file: File, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of file.stream() as unknown as AsyncIterable<Uint8Array>) {
    signal.throwIfAborted();
    yield chunk;
  }
}

function atLine(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || code === "DISCONNECTED") return error;
  const { message, details } = error as StreamError;
  const { line, option, problem } = details;
  const field = option === "encoding" || option === "again" ? option : "file";
  if (typeof problem !== "string") return new FieldError(field, message);
  return new FieldError(field, `Import stopped at line ${formatCount(Number(line))}: ${problem}`);
}

function summary({ lines, knownLines, encoding }: ImportCount): string {
  const known = knownLines === 0 ? "" : `; ${formatCount(knownLines)} already present`;
  const converted = ["utf-8", "bytes"].includes(encoding) ? "" : `, converted from ${encoding}`;
  return `Imported ${formatMessages(lines)}${converted}${known}`;
}

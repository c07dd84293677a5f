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
import { codeOf, messageOf } from "../explain.ts";
import { formatCount, formatMessages } from "../format/numbers.ts";
import { FieldError, type ActionForm, type Field, type Submitted } from "./action-form.ts";
import { contentTypes } from "./create-stream.ts";

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

const file: Field = { name: "file", label: "File", kind: "file", required: true };

/** Creates a stream with the lines of a file as its messages. */
export function importNewStream(streams: Streams, prefix = ""): ActionForm {
  return {
    title: "Import file into a new stream",
    text: "Each line of the file becomes one message. The stream is created once all lines are valid.",
    submit: "Import",
    fields: [
      file,
      {
        name: "path",
        label: "Path",
        kind: "text",
        value: prefix,
        hint: "If empty, the name of the file",
        mono: true,
      },
      {
        name: "contentType",
        label: "Content type",
        kind: "text",
        suggestions: contentTypes,
        hint: "If empty, application/json for .json, .jsonl and .ndjson, and text/plain for other files",
      },
      encoding,
    ],
    async run(values) {
      const chosen = fileIn(values);
      const path = newPath(values, prefix);
      const contentType = values.text("contentType").trim() || typeOf(chosen.name);
      await checkFile(contentType, chosen, values);
      const { created } = await streams.create(path, { contentType });
      if (!created) throw new FieldError("path", "A stream with this path already exists.");
      return `${summary(await importInto(streams, { path, contentType }, chosen, values))} into ${path}`;
    },
    opens: (values) => newPath(values, prefix),
    fieldOf: (error) => {
      if (codeOf(error) === "DISCONNECTED") return undefined;
      return /content ?type/i.test(messageOf(error)) ? "contentType" : "path";
    },
  };
}

/** The path that the user typed; with nothing after the prefix, followed by the name of the file without its extension. */
function newPath(values: Submitted, prefix: string): string {
  const typed = values.text("path").trim();
  if (typed !== "" && typed !== prefix.trim()) return typed;
  return typed + (values.file("file")?.name ?? "").replace(/(?<=.)\.[^.]*$/, "");
}

function typeOf(name: string): string {
  return /\.(json|jsonl|ndjson)$/i.test(name) ? "application/json" : "text/plain";
}

export function importFile(streams: Streams, info: StreamInfo): ActionForm {
  const json = isJsonContentType(info.contentType);
  return {
    title: `Import into ${info.path}`,
    text: json
      ? "Each line of the file is appended as one JSON message (NDJSON). Lines that were imported before are skipped."
      : "Each line of the file is appended as one message. Lines that were imported before are skipped.",
    submit: "Import",
    fields: [file, ...(json ? [] : [format]), encoding, again],
    async run(values) {
      const chosen = fileIn(values);
      await checkFile(info.contentType, chosen, values);
      return summary(await importInto(streams, info, chosen, values));
    },
    fieldOf: (error) => (codeOf(error) === "DISCONNECTED" ? undefined : "file"),
  };
}

function fileIn(values: Submitted): File {
  const chosen = values.file("file");
  if (!chosen) throw new FieldError("file", "Choose a file.");
  return chosen;
}

/** @throws FieldError with the first line that is not valid */
async function checkFile(contentType: string, file: File, values: Submitted): Promise<void> {
  values.progress(0, file.size);
  try {
    await checkInput(chunksOf(file, values.signal), optionsOf(contentType, values));
  } catch (error) {
    throw atLine(error);
  }
}

async function importInto(
  streams: Streams,
  { path, contentType }: Pick<StreamInfo, "path" | "contentType">,
  file: File,
  values: Submitted,
): Promise<ImportCount> {
  const open = () => Promise.resolve(streams);
  const options = optionsOf(contentType, values);
  try {
    return await importLines(open, path, chunksOf(file, values.signal), options, (count) => {
      values.signal.throwIfAborted();
      values.progress(count.bytes + count.knownBytes, file.size);
    });
  } catch (error) {
    throw atLine(error);
  }
}

function optionsOf(contentType: string, values: Submitted): ImportOptions {
  return {
    contentType,
    encoding: values.text("encoding") || undefined,
    again: values.text("again") || undefined,
    ndjson: values.text("format") === "ndjson",
    maxMessageBytes,
  };
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

import { isJsonContentType } from "../../../src/protocol/content-type.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { codeOf, messageOf } from "../explain.ts";
import { FieldError, type ActionForm } from "./action-form.ts";

export function appendMessage(streams: Streams, info: StreamInfo): ActionForm {
  const json = isJsonContentType(info.contentType);
  return {
    title: `Append to ${info.path}`,
    submit: "Append",
    fields: [
      {
        name: "data",
        label: json ? "Message (JSON)" : "Message (text)",
        kind: "textarea",
        mono: true,
        hint: json
          ? "An array appends each of its elements, as one atomic batch"
          : `Stored as UTF-8; the content type is ${info.contentType}`,
      },
      {
        name: "seq",
        label: "Seq (optional)",
        kind: "text",
        mono: true,
        hint:
          info.seq === undefined
            ? "Must sort after the previous value (compared as text)"
            : `Must sort after ${info.seq} (compared as text)`,
      },
      { name: "close", label: "Close the stream after this append", kind: "checkbox" },
    ],
    async run(values) {
      const text = values.text("data");
      const seq = values.text("seq").trim();
      if (json) assertJson(text);
      // Appended as text, so that numbers keep all digits.
      const data = json ? new TextEncoder().encode(text) : text;
      const { offset } = await streams.append(info.path, data, {
        ...(seq !== "" && { seq }),
        ...(values.text("close") !== "" && { close: true }),
      });
      return `Appended up to offset ${offset}`;
    },
    fieldOf(error) {
      const code = codeOf(error);
      if (code === "SEQ_CONFLICT" || /\bseq\b/i.test(messageOf(error))) return "seq";
      return code === "BAD_REQUEST" || code === "TOO_LARGE" ? "data" : undefined;
    },
  };
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new FieldError("data", `Not valid JSON: ${messageOf(error)}`);
  }
}

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
        label: json ? "Message, as JSON" : "Message, as text",
        kind: "textarea",
        mono: true,
        hint: json
          ? "An array appends each of its elements, all or none"
          : `Stored as UTF-8; the stream holds ${info.contentType}`,
      },
      {
        name: "seq",
        label: "Seq (optional)",
        kind: "text",
        mono: true,
        hint:
          info.seq === undefined
            ? "Must grow with each append, as text"
            : `Must be greater than ${info.seq}, as text`,
      },
      { name: "close", label: "Close the stream with it", kind: "checkbox" },
    ],
    async run(values) {
      const text = values.text("data");
      const seq = values.text("seq").trim();
      if (json) assertJson(text);
      // The text as it is, so that numbers keep their digits.
      const data = json ? new TextEncoder().encode(text) : text;
      const { offset } = await streams.append(info.path, data, {
        ...(seq !== "" && { seq }),
        ...(values.text("close") !== "" && { close: true }),
      });
      return `Appended, up to ${offset}`;
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
    throw new FieldError("data", `This is no JSON: ${messageOf(error)}`);
  }
}

import type { Offset } from "../../../src/protocol/offset.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { codeOf, messageOf } from "../explain.ts";
import { formatMessages } from "../format/numbers.ts";
import { dayMs } from "../format/times.ts";
import { FieldError, type ActionForm } from "./action-form.ts";
import { retentionFields, retentionFrom } from "./create-stream.ts";

export function closeStream(streams: Streams, { path }: StreamInfo): ActionForm {
  return {
    title: `Close ${path}`,
    text: "Nothing can be appended to a closed stream. Its messages stay, and its readers reach the end. This cannot be undone.",
    submit: "Close stream",
    fields: [],
    async run() {
      await streams.closeStream(path);
      return `Closed ${path}`;
    },
  };
}

export function touchStream(streams: Streams, { path }: StreamInfo): ActionForm {
  return {
    title: `Touch ${path}`,
    text: "Restarts the stream's TTL, as a read or write does.",
    submit: "Touch",
    fields: [],
    async run() {
      await streams.touch(path);
      return `Touched ${path}`;
    },
  };
}

export function forkStream(streams: Streams, { path }: StreamInfo, offset: Offset): ActionForm {
  return {
    title: `Fork ${path}`,
    text: "The fork shares all messages up to the offset. Nothing is copied.",
    submit: "Fork",
    fields: [
      {
        name: "path",
        label: "Fork path",
        kind: "text",
        value: `${path}-fork`,
        required: true,
        mono: true,
      },
      { name: "offset", label: "Up to offset", kind: "text", value: offset, mono: true },
    ],
    async run(values) {
      const target = values.text("path").trim();
      const { created } = await streams.create(target, {
        fork: { path, offset: values.text("offset").trim() },
      });
      if (!created) throw new FieldError("path", "A fork with this path already exists.");
      return `Forked ${path} as ${target}`;
    },
    fieldOf: (error) => (/offset/i.test(messageOf(error)) || codeOf(error) === "GONE" ? "offset" : "path"),
  };
}

export function setRetention(streams: Streams, { path, retention }: StreamInfo): ActionForm {
  const current: Record<string, number | undefined> = {
    maxMessages: retention?.maxMessages,
    maxBytes: retention?.maxBytes,
    maxDays: retention?.maxAgeMs === undefined ? undefined : retention.maxAgeMs / dayMs,
  };
  return {
    title: `Retention of ${path}`,
    text: "Messages beyond these limits are deleted immediately. Leave a field empty for no limit.",
    submit: "Set retention",
    fields: retentionFields.map((field) => {
      const value = current[field.name];
      return { ...field, ...(value !== undefined && { value: String(value) }) };
    }),
    async run(values) {
      await streams.setRetention(path, retentionFrom(values));
      return `Set retention of ${path}`;
    },
    fieldOf(error) {
      const text = messageOf(error);
      if (text.includes("maxAgeMs")) return "maxDays";
      return ["maxMessages", "maxBytes"].find((name) => text.includes(name));
    },
  };
}

export function deleteStream(streams: Streams, { path, messageCount }: StreamInfo): ActionForm {
  return {
    title: `Delete ${path}`,
    text: `This permanently deletes ${formatMessages(messageCount)}.`,
    submit: "Delete",
    danger: true,
    fields: [
      {
        name: "path",
        label: "Type the path to confirm",
        kind: "text",
        hint: path,
        mono: true,
        required: true,
      },
    ],
    async run(values) {
      if (values.text("path") !== path)
        throw new FieldError("path", "This does not match the path of the stream.");
      await streams.delete(path);
      return `Deleted ${path}`;
    },
  };
}

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
    text: "Nothing can be appended afterwards. What it holds stays, and its readers reach the end. This cannot be undone.",
    submit: "Close the stream",
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
    text: "Restarts its time to live, as a read or a write does.",
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
    text: "The new stream shares all messages up to the offset; nothing is copied.",
    submit: "Fork",
    fields: [
      {
        name: "path",
        label: "Path of the fork",
        kind: "text",
        value: `${path}-fork`,
        required: true,
        mono: true,
      },
      { name: "offset", label: "Up to the offset", kind: "text", value: offset, mono: true },
    ],
    async run(values) {
      const target = values.text("path").trim();
      const { created } = await streams.create(target, {
        fork: { path, offset: values.text("offset").trim() },
      });
      if (!created) throw new FieldError("path", "There is such a fork already.");
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
    text: "What falls out is gone, at once. Leave a field empty for no limit.",
    submit: "Set retention",
    fields: retentionFields.map((field) => {
      const value = current[field.name];
      return { ...field, ...(value !== undefined && { value: String(value) }) };
    }),
    async run(values) {
      await streams.setRetention(path, retentionFrom(values));
      return `Set the retention of ${path}`;
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
    text: `Its ${formatMessages(messageCount)} are gone for good.`,
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
      if (values.text("path") !== path) throw new FieldError("path", "This is not the path of the stream.");
      await streams.delete(path);
      return `Deleted ${path}`;
    },
  };
}

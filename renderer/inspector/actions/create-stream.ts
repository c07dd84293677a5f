import type { CreateOptions, Retention } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { messageOf } from "../explain.ts";
import { dayMs } from "../format/times.ts";
import { FieldError, type ActionForm, type Field, type Submitted } from "./action-form.ts";

export const retentionFields: readonly Field[] = [
  { name: "maxMessages", label: "Keep at most … messages", kind: "number" },
  { name: "maxBytes", label: "Keep at most … bytes", kind: "number" },
  { name: "maxDays", label: "Keep for … days", kind: "number" },
];

const contentTypes = ["application/json", "text/plain", "application/octet-stream"];

export function createStream(streams: Streams, prefix = ""): ActionForm {
  return {
    title: "Create a stream",
    submit: "Create",
    fields: [
      { name: "path", label: "Path", kind: "text", value: prefix, required: true, mono: true },
      {
        name: "contentType",
        label: "Content type",
        kind: "text",
        value: contentTypes[0]!,
        suggestions: contentTypes,
      },
      {
        name: "ttlSeconds",
        label: "Time to live, in seconds",
        kind: "number",
        hint: "Each read and write restarts it",
      },
      {
        name: "expiresAt",
        label: "Expires at",
        kind: "datetime-local",
        hint: "Not together with a time to live",
      },
      ...retentionFields,
    ],
    async run(values) {
      const path = values.text("path").trim();
      const { created } = await streams.create(path, optionsOf(values));
      if (!created) throw new FieldError("path", "There is such a stream already.");
      return `Created ${path}`;
    },
    fieldOf: (error) => {
      const text = messageOf(error);
      if (/content ?type/i.test(text)) return "contentType";
      return (
        ["ttlSeconds", "expiresAt", "maxMessages", "maxBytes"].find((name) => text.includes(name)) ?? "path"
      );
    },
  };
}

function optionsOf(values: Submitted): CreateOptions {
  const ttlSeconds = values.number("ttlSeconds");
  const expiresAt = values.text("expiresAt");
  if (ttlSeconds !== undefined && expiresAt !== "")
    throw new FieldError("expiresAt", "Choose either a time to live or a time of expiry.");
  const retention = retentionFrom(values);
  return {
    contentType: values.text("contentType").trim(),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(expiresAt !== "" && { expiresAt: new Date(expiresAt) }),
    ...(retention && { retention }),
  };
}

/** Undefined where no limit was given. */
export function retentionFrom(values: Submitted): Retention | undefined {
  const maxMessages = values.number("maxMessages");
  const maxBytes = values.number("maxBytes");
  const maxDays = values.number("maxDays");
  const retention: Retention = {
    ...(maxMessages !== undefined && { maxMessages }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxDays !== undefined && { maxAgeMs: Math.round(maxDays * dayMs) }),
  };
  return Object.keys(retention).length === 0 ? undefined : retention;
}

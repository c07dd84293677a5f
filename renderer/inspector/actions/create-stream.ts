import type { CreateOptions, Retention } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { messageOf } from "../explain.ts";
import { dayMs } from "../format/times.ts";
import { FieldError, type ActionForm, type Field, type Submitted } from "./action-form.ts";

export const retentionFields: readonly Field[] = [
  { name: "maxMessages", label: "Maximum messages", kind: "number" },
  { name: "maxBytes", label: "Maximum bytes", kind: "number" },
  { name: "maxDays", label: "Maximum age in days", kind: "number" },
];

export const contentTypes: readonly string[] = ["application/json", "text/plain", "application/octet-stream"];

export function createStream(streams: Streams, prefix = ""): ActionForm {
  return {
    title: "Create stream",
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
        label: "TTL in seconds",
        kind: "number",
        hint: "Restarted by each read and write",
      },
      {
        name: "expiresAt",
        label: "Expires at",
        kind: "datetime-local",
        hint: "Cannot be combined with a TTL",
      },
      ...retentionFields,
    ],
    async run(values) {
      const path = values.text("path").trim();
      const { created } = await streams.create(path, optionsOf(values));
      if (!created) throw new FieldError("path", "A stream with this path already exists.");
      return `Created ${path}`;
    },
    opens: (values) => values.text("path").trim(),
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
    throw new FieldError("expiresAt", "Set either a TTL or an expiry time, not both.");
  const retention = retentionFrom(values);
  return {
    contentType: values.text("contentType").trim(),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(expiresAt !== "" && { expiresAt: new Date(expiresAt) }),
    ...(retention && { retention }),
  };
}

/** Undefined without a limit. */
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

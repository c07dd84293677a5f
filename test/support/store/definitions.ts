/** Definitions for tests. A hosted store imports this module, as an app's. */
import { z } from "zod";
import { defineStream } from "../../../src/schema/index.ts";

const noteEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("added"), text: z.string().max(100), tags: z.array(z.string()).default([]) }),
  z.object({ type: z.literal("removed"), id: z.int() }),
]);

/** With a schema that brings old messages up to date: they had no tags. */
export const notes = defineStream("notes/:notebook", {
  schema: noteEvent,
  retention: { maxMessages: 100 },
  ttlSeconds: 3600,
});

/** Types alone. */
export const plain = defineStream<{ readonly at: number }>("plain");

export const lines = defineStream("lines/:file", { contentType: "text/plain" });

const counted = z.object({ n: z.number() });

export const skipping = defineStream("skipping", { schema: counted, onInvalid: "skip" });

export const replacing = defineStream("replacing", {
  schema: counted,
  onInvalid: ({ issues }) => ({ n: -issues.length }),
});

export const definitions = [notes, plain, lines, skipping, replacing];

/** The module's address: what `hostStreamStore` takes. */
export const definitionsUrl = new URL(import.meta.url);

import type { Retention } from "../../../src/protocol/stream.ts";
import { formatBytes, formatMessages } from "./numbers.ts";
import { formatDuration } from "./times.ts";

/** `1,000 messages, 5 MB, 1 h`: the limits of what a stream keeps. */
export function formatRetention({ maxMessages, maxBytes, maxAgeMs }: Retention): string {
  const limits: string[] = [];
  if (maxMessages !== undefined) limits.push(formatMessages(maxMessages));
  if (maxBytes !== undefined) limits.push(formatBytes(maxBytes));
  if (maxAgeMs !== undefined) limits.push(formatDuration(maxAgeMs));
  return limits.join(", ");
}

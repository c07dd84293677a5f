import { StreamError, type StreamErrorDetails } from "../../../protocol/errors.ts";
import { sameContentType } from "../../../protocol/media-type.ts";
import type { CreateOptions, ForkOptions } from "../../../protocol/stream.ts";
import type { Fork, NewStream, ReadonlyStream } from "../../streams/stream.ts";
import { isSameFork } from "./fork.ts";

/** What a stream is created with, and compared by when it is created again. */
export type ConfigurationName = Exclude<keyof CreateOptions, "data">;

/** What `ensure` can change of a stream that exists. */
const changeable: ReadonlySet<ConfigurationName> = new Set(["retention", "ttlSeconds", "expiresAt"]);

const texts: Record<ConfigurationName, string> = {
  contentType: "content type",
  ttlSeconds: "TTL",
  expiresAt: "expiry",
  closed: "closed state",
  retention: "retention",
  fork: "fork",
};

/** The options in which an existing stream differs from what is wanted. */
export function findDifferences(
  existing: ReadonlyStream,
  wanted: NewStream,
  fork: ForkOptions | undefined,
): ConfigurationName[] {
  const isSame: Record<ConfigurationName, boolean> = {
    contentType: sameContentType(existing.contentType, wanted.contentType),
    ttlSeconds: existing.ttlSeconds === wanted.ttlSeconds,
    expiresAt: existing.expiresAt === wanted.expiresAt,
    closed: existing.closed === wanted.closed,
    retention: JSON.stringify(existing.retention) === JSON.stringify(wanted.retention),
    fork: isSameFork(existing.fork, wanted.fork, fork),
  };
  return (Object.keys(isSame) as ConfigurationName[]).filter((name) => !isSame[name]);
}

export function isChangeable(name: ConfigurationName): boolean {
  return changeable.has(name);
}

/** The error for a stream that exists already, with what differs in `details`, and the way out. */
export function existsError(
  existing: ReadonlyStream,
  wanted: NewStream,
  different: readonly ConfigurationName[],
): StreamError {
  const [have, want] = [pick(existing, different), pick(wanted, different)];
  const names = different.map((name) => texts[name]).join(", ");
  return new StreamError(
    "EXISTS",
    `stream ${JSON.stringify(wanted.path)} already exists with a different ${names}: it has ${JSON.stringify(have)}, ` +
      `and ${JSON.stringify(want)} is wanted. ${wayOut(different)}`,
    { have, wanted: want },
  );
}

function wayOut(different: readonly ConfigurationName[]): string {
  return different.every(isChangeable)
    ? "ensure() brings it in line"
    : "Use the stream as it is, or another path, or delete it first";
}

/** As plain data: dates as text, `null` for what the stream does not have. */
function pick(stream: NewStream, names: readonly ConfigurationName[]): StreamErrorDetails {
  const values: Record<ConfigurationName, StreamErrorDetails[string]> = {
    contentType: stream.contentType,
    ttlSeconds: stream.ttlSeconds ?? null,
    expiresAt: stream.expiresAt === undefined ? null : new Date(stream.expiresAt).toISOString(),
    closed: stream.closed,
    retention: stream.retention ? { ...stream.retention } : null,
    fork: stream.fork ? pickFork(stream.fork) : null,
  };
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function pickFork({ sourcePath, position, bytes }: Fork): StreamErrorDetails {
  return { path: sourcePath, position, ...(bytes > 0 && { bytes }) };
}

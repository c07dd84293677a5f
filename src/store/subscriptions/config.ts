import { createHash } from "node:crypto";
import { StreamError } from "../../protocol/errors.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import { checkOptions, isWholeNumber, type OptionCheck } from "../check-options.ts";
import type { CreateSubscriptionOptions, SubscriptionType } from "./subscription.ts";

/** A subscription's configuration with one way of writing it. */
export interface SubscriptionConfig {
  readonly type: SubscriptionType;
  readonly pattern: string | null;
  /** Sorted, each once. */
  readonly streams: readonly string[];
  readonly webhookUrl: string | null;
  readonly wakeStream: string | null;
  readonly leaseTtlMs: number;
  readonly description: string | null;
}

const defaultLeaseTtlMs = 30_000;
const minLeaseTtlMs = 1_000;
const maxLeaseTtlMs = 600_000;
const maxIdLength = 256;
/** In one call. */
const maxStreams = 1000;
const maxDescriptionLength = 1024;

const isText: OptionCheck = [(value) => typeof value === "string" && value !== "", "a text"];

/** @throws StreamError `BAD_REQUEST` */
export function normalConfig(options: CreateSubscriptionOptions): SubscriptionConfig {
  checkShape(options);
  const { type, pattern, streams = [], webhook, wakeStream, leaseTtlMs, description } = options;
  if (pattern === undefined && streams.length === 0) throw invalid("pattern or streams has to be there");
  if (type === "webhook" && webhook?.url === undefined) throw invalid("a webhook needs webhook.url");
  if (type === "webhook" && wakeStream !== undefined)
    throw invalid("wakeStream is for pull-wake subscriptions");
  if (type === "pull-wake" && wakeStream === undefined) throw invalid("pull-wake needs a wakeStream");
  if (type === "pull-wake" && webhook !== undefined) throw invalid("webhook is for webhook subscriptions");
  const config = {
    type,
    pattern: pattern === undefined ? null : normalPath(pattern),
    streams: normalPaths(streams),
    webhookUrl: webhook?.url ?? null,
    wakeStream: wakeStream === undefined ? null : normalPath(wakeStream),
    leaseTtlMs: leaseTtlMs ?? defaultLeaseTtlMs,
    description: description ?? null,
  };
  if (config.wakeStream !== null && config.streams.includes(config.wakeStream)) {
    throw invalid("a subscription cannot wait for its own wake stream");
  }
  return config;
}

/** What has to be equal for a re-confirmation (PROTOCOL.md, section 6.2). */
export function configHash(config: SubscriptionConfig): string {
  const { type, pattern, streams, webhookUrl, wakeStream, leaseTtlMs, description } = config;
  const canonical = [type, pattern, streams, webhookUrl, wakeStream, leaseTtlMs, description];
  return createHash("sha256").update(JSON.stringify(canonical)).digest("hex");
}

/** Stream paths, sorted, each once. @throws StreamError `BAD_REQUEST` */
export function normalPaths(paths: readonly string[]): string[] {
  if (paths.length > maxStreams) throw invalid(`more than ${maxStreams} streams at once`);
  return [...new Set(paths.map(normalPath))].toSorted();
}

/**
 * A pattern is written like a path. A slash in front or behind does no harm. @throws StreamError
 * `BAD_REQUEST`
 */
export function normalPath(path: string): string {
  const normal = typeof path === "string" ? withoutOuterSlashes(path) : path;
  assertStreamPath(normal);
  return normal;
}

/** Not a regular expression: those take quadratic time where there are many slashes. */
function withoutOuterSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === "/") start++;
  while (end > start && path[end - 1] === "/") end--;
  return path.slice(start, end);
}

/** @throws StreamError `BAD_REQUEST` */
export function assertSubscriptionId(id: unknown): asserts id is string {
  if (typeof id === "string" && id !== "" && id.length <= maxIdLength && !/\p{Cc}|\p{Cs}/u.test(id)) return;
  throw new StreamError(
    "BAD_REQUEST",
    `a subscription's id must be 1 to ${maxIdLength} characters without control characters`,
  );
}

function checkShape(options: CreateSubscriptionOptions): void {
  checkOptions("subscription", options ?? null, {
    type: [(value) => value === "pull-wake" || value === "webhook", '"pull-wake" or "webhook"'],
    pattern: isText,
    streams: [(value) => Array.isArray(value), "an array of paths"],
    webhook: [(value) => typeof value === "object" && value !== null, "an object"],
    wakeStream: isText,
    leaseTtlMs: isWholeNumber(minLeaseTtlMs, maxLeaseTtlMs),
    description: [isDescription, `a text of at most ${maxDescriptionLength} characters`],
  });
  checkOptions("subscription: webhook", options.webhook, { url: isText, baseUrl: isText });
  if (options.type === undefined) throw invalid("type is missing");
}

function isDescription(value: unknown): boolean {
  return typeof value === "string" && value.length <= maxDescriptionLength && value.isWellFormed();
}

function invalid(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `subscription: ${problem}`);
}

import { isReference, type StreamTarget } from "../../protocol/definitions/reference.ts";
import { StreamError } from "../../protocol/errors.ts";
import { normalPath } from "../../protocol/stream-path.ts";
import { checkOptions, isObject, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { nodeCrypto } from "./node-crypto.ts";
import type { CreateSubscriptionOptions, SubscriptionType } from "./subscription.ts";

/** The configuration of a subscription in a normal form, so that two of them can be compared. */
export interface SubscriptionConfig {
  readonly type: SubscriptionType;
  readonly pattern: string | null;
  /** Sorted, without duplicates. */
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
/** The most streams in a call. */
const maxStreams = 1000;
const maxDescriptionLength = 1024;

const isNonEmpty: OptionCheck = [(value) => typeof value === "string" && value !== "", "a non-empty string"];

/** @throws StreamError `BAD_REQUEST` */
export function normalConfig(options: CreateSubscriptionOptions): SubscriptionConfig {
  checkShape(options);
  const { type, pattern, streams = [], webhook, wakeStream, leaseTtlMs, description } = options;
  if (pattern === undefined && streams.length === 0) throw invalid("pass pattern, streams, or both");
  if (type === "webhook" && webhook?.url === undefined) throw invalid("type webhook requires webhook.url");
  if (type === "webhook" && wakeStream !== undefined) throw invalid("wakeStream requires type pull-wake");
  if (type === "pull-wake" && wakeStream === undefined) throw invalid("type pull-wake requires wakeStream");
  if (type === "pull-wake" && webhook !== undefined) throw invalid("webhook requires type webhook");
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
    throw invalid("streams must not include the wakeStream");
  }
  return config;
}

/** A hash of what must be equal when a subscription is created again (PROTOCOL.md, section 6.2). */
export function configHash(config: SubscriptionConfig): string {
  const { type, pattern, streams, webhookUrl, wakeStream, leaseTtlMs, description } = config;
  const canonical = [type, pattern, streams, webhookUrl, wakeStream, leaseTtlMs, description];
  return nodeCrypto().createHash("sha256").update(JSON.stringify(canonical)).digest("hex");
}

/** Stream paths, sorted and without duplicates. @throws StreamError `BAD_REQUEST` */
export function normalPaths(paths: readonly StreamTarget[]): string[] {
  if (paths.length > maxStreams)
    throw invalid(`more than ${maxStreams} streams: add the rest in further calls`);
  return [...new Set(paths.map(normalPath))].toSorted();
}

/** @throws StreamError `BAD_REQUEST` */
export function assertSubscriptionId(id: unknown): asserts id is string {
  if (typeof id === "string" && id !== "" && id.length <= maxIdLength && !/\p{Cc}|\p{Cs}/u.test(id)) return;
  throw new StreamError(
    "BAD_REQUEST",
    `subscription: id must be a string of 1 to ${maxIdLength} characters without control characters or lone surrogates`,
  );
}

function checkShape(options: CreateSubscriptionOptions): void {
  checkOptions("subscription", options ?? null, {
    type: [(value) => value === "pull-wake" || value === "webhook", '"pull-wake" or "webhook"'],
    pattern: isNonEmpty,
    streams: [(value) => Array.isArray(value), "an array of paths"],
    webhook: isObject,
    wakeStream: [
      (value) => isNonEmpty[0](value) || isReference(value),
      "the path of a stream, or a reference to it",
    ],
    leaseTtlMs: isWholeNumber(minLeaseTtlMs, maxLeaseTtlMs),
    description: [
      isDescription,
      `a string of at most ${maxDescriptionLength} characters without lone surrogates`,
    ],
  });
  checkOptions("subscription: webhook", options.webhook, { url: isNonEmpty, baseUrl: isNonEmpty });
  if (options.type === undefined) throw invalid('type is required: pass "pull-wake" or "webhook"');
}

function isDescription(value: unknown): boolean {
  return typeof value === "string" && value.length <= maxDescriptionLength && value.isWellFormed();
}

function invalid(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `subscription: ${problem}`);
}

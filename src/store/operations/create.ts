import { defaultContentType, isJsonContentType, mediaType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { maxStreamId } from "../../protocol/offset.ts";
import type { CreateOptions, CreateResult, Retention } from "../../protocol/stream.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import { checkOptions, isBoolean, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { encodeMessages } from "../encode.ts";
import type { WriteTransaction } from "../group-commit.ts";
import { findStream, type StoreContext } from "../store-context.ts";
import { toInfo, type StreamState } from "../stream-state.ts";
import { appendMessages } from "./append.ts";
import { removeStream } from "./delete.ts";

/**
 * Creates a stream, or finds it there already with the same configuration (PROTOCOL.md, section 5.1):
 * content type, time to live or expiry, retention, closed or open. First content is not compared.
 *
 * @throws StreamError `BAD_REQUEST`, `EXISTS` (another configuration), `TOO_LARGE`
 */
export async function create(
  context: StoreContext,
  path: string,
  options: CreateOptions = {},
): Promise<CreateResult> {
  assertStreamPath(path);
  checkCreateOptions(options);
  const wanted = newState(context, path, options);
  const messages = encodeFirstContent(context, wanted, options.data);
  return context.commit.submit((transaction) => {
    const existing = findStream(context, path);
    if (existing) return { ...toInfo(requireSame(existing, wanted)), created: false };
    return { ...toInfo(insert(context, transaction, wanted, messages)), created: true };
  });
}

type NewState = Omit<StreamState, "id">;

function insert(
  context: StoreContext,
  transaction: WriteTransaction,
  wanted: NewState,
  messages: Buffer[],
): StreamState {
  // Expired but not cleaned up yet: the new stream starts empty, under a new id.
  const expired = context.catalog.find(wanted.path);
  if (expired) removeStream(context, transaction, expired, "expired");
  const state = context.catalog.insert(wanted);
  if (state.id > maxStreamId) throw new Error(`more than ${maxStreamId} streams were created in this store`);
  transaction.announce("created", wanted.path);
  if (messages.length > 0) appendMessages(context, transaction, state, messages);
  return state;
}

function newState({ options: { now } }: StoreContext, path: string, options: CreateOptions): NewState {
  const createdAt = now();
  const contentType = options.contentType ?? defaultContentType;
  const expiresAt = options.expiresAt?.getTime();
  const { ttlSeconds } = options;
  return {
    path,
    contentType,
    json: isJsonContentType(contentType),
    createdAt,
    ttlSeconds,
    expiresAt,
    retention: normalRetention(options.retention),
    tail: 0,
    floor: 0,
    bytes: 0,
    seq: undefined,
    closed: options.closed ?? false,
    closedBy: undefined,
    deadline: expiresAt ?? (ttlSeconds === undefined ? undefined : createdAt + ttlSeconds * 1000),
  };
}

function encodeFirstContent({ options }: StoreContext, { json }: NewState, data: unknown): Buffer[] {
  return data === undefined ? [] : encodeMessages(data, json, options.maxMessageBytes);
}

function requireSame(existing: StreamState, wanted: NewState): StreamState {
  const difference = findDifference(existing, wanted);
  if (difference === undefined) return existing;
  throw new StreamError(
    "EXISTS",
    `stream ${JSON.stringify(wanted.path)} exists already with another ${difference}`,
  );
}

function findDifference(existing: StreamState, wanted: NewState): string | undefined {
  if (normalType(existing.contentType) !== normalType(wanted.contentType)) return "content type";
  if (existing.ttlSeconds !== wanted.ttlSeconds) return "time to live";
  if (existing.expiresAt !== wanted.expiresAt) return "expiry";
  if (existing.closed !== wanted.closed) return "closed status";
  if (JSON.stringify(existing.retention) !== JSON.stringify(wanted.retention)) return "retention";
  return undefined;
}

function normalType(contentType: string): string {
  const [, ...parameters] = contentType.split(";");
  return [mediaType(contentType), ...parameters.map((parameter) => parameter.trim().toLowerCase())].join(";");
}

/** The names in one order, so that two of them can be compared. */
function normalRetention(retention: Retention | undefined): Retention | undefined {
  if (!retention) return undefined;
  const { maxAgeMs, maxBytes, maxMessages } = retention;
  if (maxAgeMs === undefined && maxBytes === undefined && maxMessages === undefined) return undefined;
  return {
    ...(maxAgeMs !== undefined && { maxAgeMs }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxMessages !== undefined && { maxMessages }),
  };
}

/** A MIME type with optional parameters, printable ASCII. */
const contentTypePattern = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+\s*(;[\x20-\x7e]*)?$/;

/** Ten thousand years: more than any deadline needs, and safe to add to any date. */
const maxTtlSeconds = 10_000 * 366 * 86_400;

const isValidDate: OptionCheck = [
  (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  "a valid Date",
];

function checkCreateOptions(options: CreateOptions): void {
  checkOptions("create", options, {
    contentType: [isContentType, "a MIME type such as application/json"],
    ttlSeconds: isWholeNumber(0, maxTtlSeconds),
    expiresAt: isValidDate,
    closed: isBoolean,
    retention: [(value) => typeof value === "object" && value !== null, "an object"],
    data: [() => true, ""],
  });
  checkOptions("create: retention", options.retention, {
    maxAgeMs: isWholeNumber(1),
    maxBytes: isWholeNumber(1),
    maxMessages: isWholeNumber(1),
  });
  if (options.ttlSeconds !== undefined && options.expiresAt !== undefined) {
    throw new StreamError("BAD_REQUEST", "create: give either ttlSeconds or expiresAt, not both");
  }
}

function isContentType(value: unknown): boolean {
  return typeof value === "string" && value.length <= 256 && contentTypePattern.test(value);
}

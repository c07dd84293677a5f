import { isJsonContentType } from "../../../protocol/content-type.ts";
import { StreamError } from "../../../protocol/errors.ts";
import { isUtf8ContentType } from "../../../protocol/media-type.ts";
import { detailsOf, pathOf, type StreamTarget } from "../../../protocol/definitions/reference.ts";
import type { CreateOptions, Retention } from "../../../protocol/stream.ts";
import { assertStreamPath } from "../../../protocol/stream-path.ts";
import {
  checkOptions,
  isBoolean,
  isObject,
  isString,
  isWholeNumber,
  type OptionCheck,
} from "../../check-options.ts";

/** A MIME type with optional parameters, printable ASCII. */
const contentTypePattern = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+\s*(;[\x20-\x7e]*)?$/;

/** Ten thousand years, which can be added to any date. */
const maxTtlSeconds = 10_000 * 366 * 86_400;

const isValidDate: OptionCheck = [
  (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  "a valid Date",
];

/** @throws StreamError `BAD_REQUEST` */
export function checkCreateOptions(options: CreateOptions): void {
  checkOptions("create", options, {
    contentType: [isContentType, "a MIME type such as application/json"],
    ttlSeconds: isWholeNumber(0, maxTtlSeconds),
    expiresAt: isValidDate,
    closed: isBoolean,
    retention: isObject,
    fork: isObject,
    data: [() => true, ""],
  });
  assertStorable(options.contentType);
  checkRetention("create: retention", options.retention);
  if (options.ttlSeconds !== undefined && options.expiresAt !== undefined) {
    throw new StreamError("BAD_REQUEST", "create: pass either ttlSeconds or expiresAt, not both");
  }
  if (!options.fork) return;
  checkOptions("create: fork", options.fork, {
    path: [
      (value) => typeof value === "string" || detailsOf(value as StreamTarget) !== undefined,
      "a path or a reference",
    ],
    offset: isString,
    subOffset: isWholeNumber(0),
  });
  assertStreamPath(pathOf(options.fork.path));
}

/** @throws StreamError `BAD_REQUEST` */
export function checkRetention(what: string, retention: Retention | undefined): void {
  checkOptions(what, retention, {
    maxAgeMs: isWholeNumber(1),
    maxBytes: isWholeNumber(1),
    maxMessages: isWholeNumber(1),
    afterReplicated: isBoolean,
  });
}

function isContentType(value: unknown): boolean {
  return typeof value === "string" && value.length <= 256 && contentTypePattern.test(value);
}

/** JSON that is exchanged between systems is UTF-8 (RFC 8259, section 8.1), and all parts of the store read it as that. */
function assertStorable(contentType: string | undefined): void {
  if (contentType === undefined || !isJsonContentType(contentType) || isUtf8ContentType(contentType)) return;
  throw new StreamError(
    "BAD_REQUEST",
    `create: contentType ${contentType}: JSON is stored as UTF-8; convert the data, and leave the charset out`,
  );
}

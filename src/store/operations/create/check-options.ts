import { StreamError } from "../../../protocol/errors.ts";
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

import { StreamError } from "../../../protocol/errors.ts";
import type { BrowseFolder, BrowseOptions, BrowseOrder } from "../../../protocol/inspection/browse.ts";
import { assertPathPrefix } from "../../../protocol/stream-path.ts";
import { checkOptions, isBoolean, isWholeNumber, type OptionCheck } from "../../check-options.ts";

const defaultLimit = 100;
const maxLimit = 500;
const maxSearchLength = 200;
const orders: readonly BrowseOrder[] = ["path", "bytes", "messages", "lastAppend", "deadline"];
const isText: OptionCheck = [(value) => typeof value === "string", "a text"];

/** What is to be found, with nothing left out. */
export interface Browse {
  readonly prefix: string;
  /** Lower case. */
  readonly search: string;
  readonly folder: string | undefined;
  readonly orderBy: BrowseOrder;
  readonly descending: boolean;
  readonly after: string | undefined;
  readonly skip: number | undefined;
  readonly limit: number;
  readonly count: boolean;
}

/** A row before its stream is looked up. */
export type Found = { readonly id: number } | BrowseFolder;

export interface FoundPage {
  readonly found: readonly Found[];
  readonly next?: string;
  readonly total?: number;
}

/** @throws StreamError `BAD_REQUEST` */
export function resolveBrowse(options: BrowseOptions): Browse {
  checkOptions("browse", options, {
    prefix: isText,
    search: [
      (value) => typeof value === "string" && value.length <= maxSearchLength,
      `a text of at most ${maxSearchLength} characters`,
    ],
    folder: [
      (value) => value === "" || (typeof value === "string" && value.endsWith("/")),
      'empty, or a path with "/" at its end',
    ],
    orderBy: [(value) => orders.includes(value as BrowseOrder), `one of ${orders.join(", ")}`],
    descending: isBoolean,
    after: isText,
    skip: isWholeNumber(0),
    limit: isWholeNumber(1, maxLimit),
    count: isBoolean,
  });
  const { prefix = "", search = "", folder, orderBy = "path", descending = false, after, skip } = options;
  assertPathPrefix(prefix);
  if (folder !== undefined) assertPathPrefix(folder, "folder");
  if (folder !== undefined && (prefix !== "" || search !== ""))
    throw new StreamError("BAD_REQUEST", "browse: give either folder, or prefix and search");
  if (after !== undefined && skip !== undefined)
    throw new StreamError("BAD_REQUEST", "browse: give either after or skip");
  return {
    prefix,
    search: search.toLowerCase(),
    folder,
    orderBy,
    descending,
    after,
    skip,
    limit: options.limit ?? defaultLimit,
    count: options.count ?? true,
  };
}

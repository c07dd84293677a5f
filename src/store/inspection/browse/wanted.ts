import { StreamError } from "../../../protocol/errors.ts";
import type { BrowseFolder, BrowseOptions, BrowseOrder } from "../../../protocol/inspection/browse.ts";
import { assertPathPrefix } from "../../../protocol/stream-path.ts";
import { fold } from "../../../protocol/inspection/fold.ts";
import { checkOptions, isBoolean, isString, isStringOfLength, isWholeNumber } from "../../check-options.ts";

const defaultLimit = 100;
const maxLimit = 500;
const maxSearchLength = 200;
const orders: readonly BrowseOrder[] = ["path", "bytes", "messages", "lastAppend", "deadline"];

/** The options of a page, with their defaults. */
export interface Browse {
  readonly prefix: string;
  /** Folded. */
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
    prefix: isString,
    search: isStringOfLength(0, maxSearchLength),
    folder: [
      (value) => value === "" || (typeof value === "string" && value.endsWith("/")),
      'empty or a path that ends with "/"',
    ],
    orderBy: [(value) => orders.includes(value as BrowseOrder), `one of ${orders.join(", ")}`],
    descending: isBoolean,
    after: isString,
    skip: isWholeNumber(0),
    limit: isWholeNumber(1, maxLimit),
    count: isBoolean,
  });
  const { prefix = "", search = "", folder, orderBy = "path", descending = false, after, skip } = options;
  assertPathPrefix(prefix);
  if (folder !== undefined) assertPathPrefix(folder, "folder");
  if (folder !== undefined && (prefix !== "" || search !== ""))
    throw new StreamError("BAD_REQUEST", "browse: pass either folder, or prefix and search, not both");
  if (after !== undefined && skip !== undefined)
    throw new StreamError("BAD_REQUEST", "browse: pass either after or skip, not both");
  return {
    prefix,
    search: fold(search),
    folder,
    orderBy,
    descending,
    after,
    skip,
    limit: options.limit ?? defaultLimit,
    count: options.count ?? true,
  };
}

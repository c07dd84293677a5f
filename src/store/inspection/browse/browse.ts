import { setImmediate as nextTurn } from "node:timers/promises";
import { StreamError } from "../../../protocol/errors.ts";
import type {
  BrowseFolder,
  BrowseOptions,
  BrowseOrder,
  BrowsePage,
  BrowseStream,
} from "../../../protocol/inspection/browse.ts";
import { assertPathPrefix } from "../../../protocol/stream-path.ts";
import { checkOptions, isBoolean, isWholeNumber, type OptionCheck } from "../../check-options.ts";
import { isExpiredAt } from "../../streams/expiry.ts";
import { toInfo } from "../../streams/info.ts";
import { browseFolder } from "./folder.ts";
import { browseIndex } from "./by-index.ts";
import { browsePaths } from "./paths.ts";
import type { InspectionContext } from "../context.ts";
import { appendsPerSecond, lastAppendAt } from "../times.ts";

const defaultLimit = 100;
const maxLimit = 500;
const maxSearchLength = 200;
const rowsPerTurn = 50;
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

export async function browse(context: InspectionContext, options: BrowseOptions = {}): Promise<BrowsePage> {
  context.store.commit.assertOpen();
  const wanted = resolve(options);
  const { found, next, total } = await find(context, wanted);
  const rows: (BrowseStream | BrowseFolder)[] = [];
  for (let first = 0; first < found.length; first += rowsPerTurn) {
    if (first > 0) await nextTurn();
    rows.push(...context.store.snapshot(() => rowsOf(context, found.slice(first, first + rowsPerTurn))));
  }
  return { rows, ...(next !== undefined && { next }), ...(total !== undefined && { total }) };
}

function find(context: InspectionContext, wanted: Browse): Promise<FoundPage> {
  const { orderBy, search, skip, folder } = wanted;
  if (orderBy !== "path" || search !== "" || skip !== undefined) return browseIndex(context, wanted);
  return folder === undefined ? browsePaths(context, wanted) : browseFolder(context, wanted, folder);
}

/** Streams that are gone since they were found are left out. */
function rowsOf({ store, table }: InspectionContext, found: readonly Found[]) {
  return found.flatMap((row): (BrowseStream | BrowseFolder)[] => {
    if ("kind" in row) return [row];
    const stream = store.catalog.peek(row.id);
    if (!stream || stream.path === "" || stream.deleted || isExpiredAt(stream, store.clock.now(), store.live))
      return [];
    const last = lastAppendAt(store, stream);
    return [
      {
        kind: "stream",
        info: toInfo(store, stream),
        ...(last !== undefined && { lastAppendAt: last }),
        appendsPerSecond: appendsPerSecond(store, stream),
        subscribers: store.live.of(stream.path),
        forks: table.forkCount(stream.id),
      },
    ];
  });
}

function resolve(options: BrowseOptions): Browse {
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

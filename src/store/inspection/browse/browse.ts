import type {
  BrowseFolder,
  BrowseOptions,
  BrowsePage,
  BrowseStream,
} from "../../../protocol/inspection/browse.ts";
import { isExpiredAt } from "../../streams/expiry.ts";
import { toInfo } from "../../streams/info.ts";
import { browseFolder } from "./folder.ts";
import { browseIndex } from "./by-index.ts";
import { browsePaths } from "./paths.ts";
import type { InspectionContext } from "../context.ts";
import { resolveBrowse, type Browse, type Found, type FoundPage } from "./wanted.ts";
import { appendsPerSecond, lastAppendAt } from "../times.ts";
import { nextTurn } from "../../turns.ts";

const rowsPerTurn = 50;

export async function browse(context: InspectionContext, options: BrowseOptions = {}): Promise<BrowsePage> {
  context.store.commit.assertOpen();
  const wanted = resolveBrowse(options);
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

/** Leaves out streams that were deleted or have expired since they were found. */
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

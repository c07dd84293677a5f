import type { BrowseFolder } from "../../../protocol/inspection/browse.ts";
import type { Browse, Found, FoundPage } from "./wanted.ts";
import { countPaths, rest } from "./paths.ts";
import type { InspectionContext } from "../context.ts";
import { following, justAfter, pathsUnder, type PathRange } from "./stream-table.ts";
import { nextTurn } from "../../turns.ts";

const childrenPerTurn = 50;

/**
 * The children of a folder in path order. One query skips a subfolder, however many streams it holds. `next` is the path of a
 * stream, or of a folder, which is then skipped as a whole.
 */
export async function browseFolder(
  context: InspectionContext,
  wanted: Browse,
  folder: string,
): Promise<FoundPage> {
  const { store } = context;
  const { limit, descending, after } = wanted;
  const all = pathsUnder(folder);
  let range: PathRange = after === undefined ? all : beyond(all, after, descending);
  const found: Found[] = [];
  let last = "";
  for (let children = 0; ; children++) {
    if (children % childrenPerTurn === childrenPerTurn - 1) await nextTurn();
    const child = store.snapshot(() => firstChild(context, range, folder, descending));
    if (child === undefined) return { found };
    if (found.length === limit) return { found, next: last };
    const row = child.endsWith("/") ? await folderRow(context, child, folder) : streamRow(context, child);
    if (row) found.push(row);
    last = child;
    range = beyond(range, child, descending);
  }
}

/** The path of a stream, or of a subfolder with a slash at its end. */
function firstChild(
  { table }: InspectionContext,
  range: PathRange,
  folder: string,
  descending: boolean,
): string | undefined {
  const path = table.path(range, descending);
  const slash = path?.indexOf("/", folder.length) ?? -1;
  return slash === -1 ? path : path!.slice(0, slash + 1);
}

function beyond(range: PathRange, child: string, descending: boolean): PathRange {
  if (descending || !child.endsWith("/")) return rest(range, child, descending);
  return { low: justAfter(child) ?? following(child), high: range.high };
}

async function folderRow(context: InspectionContext, path: string, parent: string): Promise<BrowseFolder> {
  const streams = await countPaths(context, pathsUnder(path));
  return { kind: "folder", name: path.slice(parent.length, -1), path, streams };
}

function streamRow({ store }: InspectionContext, path: string): Found | undefined {
  const stream = store.snapshot(() => store.catalog.find(path));
  return stream && !stream.deleted ? { id: stream.id } : undefined;
}

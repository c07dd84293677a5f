import { StreamError } from "../../../protocol/errors.ts";
import type { BrowseFolder } from "../../../protocol/inspection/browse.ts";
import type { Browse, Found, FoundPage } from "./wanted.ts";
import type { InspectionContext } from "../context.ts";
import { fold } from "../../../protocol/inspection/fold.ts";
import { sortInTurns } from "./sort-in-turns.ts";
import type { IndexEntry, IndexSnapshot } from "./stream-index.ts";
import { nextTurn } from "../../turns.ts";

const entriesPerTurn = 5000;
/** The most orders and searches of a snapshot to keep: each letter typed into a search makes another one. */
const maxViews = 8;

/** A stream to sort, or a folder with the sums of all its streams. */
interface Sortable {
  readonly row: Found;
  readonly rank: number;
  messages: number;
  bytes: number;
  deadline: number | undefined;
  lastAppend: number | undefined;
}

type View = Promise<readonly Sortable[]>;

/** A page in any order, of a search, or from anywhere in the list: from the index in memory. */
export async function browseIndex(context: InspectionContext, wanted: Browse): Promise<FoundPage> {
  const snapshot = await context.index.snapshot();
  const rows = await viewOf(context, snapshot, wanted);
  const first = wanted.skip ?? firstAfter(wanted.after);
  const end = first + wanted.limit;
  return {
    found: rows.slice(first, end).map(({ row }) => row),
    ...(end < rows.length && { next: String(end) }),
    total: rows.length,
  };
}

function firstAfter(after: string | undefined): number {
  if (after === undefined) return 0;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new StreamError(
    "BAD_REQUEST",
    "browse: after must be the `next` of a page that was requested with the same options",
  );
}

function viewOf(context: InspectionContext, snapshot: IndexSnapshot, wanted: Browse): View {
  const { prefix, search, folder, orderBy, descending } = wanted;
  const key = JSON.stringify([prefix, search, folder, orderBy, descending]);
  const { views } = snapshot;
  const known = views.get(key) as View | undefined;
  if (known) return known;
  const view = makeView(context, snapshot, wanted);
  view.catch(() => views.delete(key));
  views.set(key, view);
  if (views.size > maxViews) views.delete(views.keys().next().value!);
  return view;
}

async function makeView(context: InspectionContext, snapshot: IndexSnapshot, wanted: Browse): View {
  const times = wanted.orderBy === "lastAppend" ? await context.index.lastAppends(snapshot) : undefined;
  const rows = new Map<string, Sortable>();
  for (const [i, entry] of snapshot.entries.entries()) {
    if (i % entriesPerTurn === entriesPerTurn - 1) await nextTurn();
    if (!isWanted(entry, wanted)) continue;
    addTo(rows, entry, times?.get(entry.id), wanted.folder);
  }
  return sortInTurns([...rows.values()], comparison(wanted));
}

function isWanted({ path }: IndexEntry, { prefix, search, folder = "" }: Browse): boolean {
  if (!path.startsWith(prefix) || !path.startsWith(folder)) return false;
  return search === "" || fold(path).includes(search);
}

function addTo(
  rows: Map<string, Sortable>,
  entry: IndexEntry,
  lastAppend: number | undefined,
  folder: string | undefined,
): void {
  const slash = folder === undefined ? -1 : entry.path.indexOf("/", folder.length);
  const { id, path, rank, bytes, messages, deadline } = entry;
  if (slash === -1) {
    rows.set(path, { row: { id }, rank, bytes, messages, deadline, lastAppend });
    return;
  }
  const below = path.slice(0, slash + 1);
  const known = rows.get(below);
  const row: BrowseFolder = {
    kind: "folder",
    name: path.slice(folder!.length, slash),
    path: below,
    streams: 1 + (known ? (known.row as BrowseFolder).streams : 0),
    bytes: bytes + (known?.bytes ?? 0),
  };
  rows.set(below, {
    row,
    rank: known?.rank ?? rank,
    bytes: row.bytes!,
    messages: messages + (known?.messages ?? 0),
    deadline: earliest(known?.deadline, deadline),
    lastAppend: latest(known?.lastAppend, lastAppend),
  });
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function comparison({ orderBy, descending }: Browse): (a: Sortable, b: Sortable) => number {
  const direction = descending ? -1 : 1;
  if (orderBy === "path") return (a, b) => direction * (a.rank - b.rank);
  return (a, b) => {
    const left = a[orderBy];
    const right = b[orderBy];
    // Rows without the value come last in both directions.
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined) || a.rank - b.rank;
    return direction * (left - right) || a.rank - b.rank;
  };
}

import { readStored, writeStored } from "../shell/local-storage.ts";
import type { ListQuery } from "./stream-rows.ts";

const name = "list";
const orders = ["path", "bytes", "messages", "lastAppend", "deadline"] as const;
/** The expanded folders that are kept. */
const maxFolders = 100;

/** How the list was last shown, for when the page is loaded again. */
export interface LastList {
  readonly filter: string;
  readonly match: "prefix" | "search";
  readonly order: ListQuery;
  /** The expanded folders of the tree. */
  readonly folders: readonly string[];
}

export function readLastList(): LastList {
  const stored = (readStored(name) ?? {}) as Partial<Record<keyof LastList, unknown>>;
  const order = (stored.order ?? {}) as Partial<Record<keyof ListQuery, unknown>>;
  return {
    filter: typeof stored.filter === "string" ? stored.filter.slice(0, 200) : "",
    match: stored.match === "search" ? "search" : "prefix",
    order: {
      orderBy: orders.find((known) => known === order.orderBy) ?? "path",
      descending: order.descending === true,
    },
    folders: Array.isArray(stored.folders) ? stored.folders.filter(isFolder).slice(0, maxFolders) : [],
  };
}

/** Stores it unless it is what was stored before; returns what is stored now. */
export function keepLastList(last: LastList, before: string | undefined): string {
  const text = JSON.stringify(last);
  if (text !== before) writeStored(name, { ...last, folders: last.folders.slice(-maxFolders) });
  return text;
}

function isFolder(value: unknown): value is string {
  return typeof value === "string" && value.endsWith("/");
}

import { readKept, writeKept } from "../shell/kept.ts";
import type { MessageFilter } from "./list/search-feed.ts";

export type SavedFilter = Pick<MessageFilter, "kind" | "query">;

const name = "filters";
const most = 50;

/** Filters that were saved by hand, the last one first. */
export const savedFilters = {
  all(): readonly SavedFilter[] {
    const kept = readKept(name);
    return Array.isArray(kept) ? kept.filter(isFilter).slice(0, most) : [];
  },

  add(filter: SavedFilter): readonly SavedFilter[] {
    const others = this.all().filter(({ kind, query }) => kind !== filter.kind || query !== filter.query);
    return keep([filter, ...others].slice(0, most));
  },

  forgetLast(): readonly SavedFilter[] {
    return keep(this.all().slice(1));
  },
};

function keep(filters: readonly SavedFilter[]): readonly SavedFilter[] {
  writeKept(name, filters);
  return filters;
}

function isFilter(value: unknown): value is SavedFilter {
  const { kind, query } = (value ?? {}) as Partial<SavedFilter>;
  return (kind === "text" || kind === "jsonPath") && typeof query === "string";
}

import { readStored, writeStored } from "../shell/local-storage.ts";
import type { MessageFilter } from "./list/search-feed.ts";

export type SavedFilter = Pick<MessageFilter, "kind" | "query">;

const name = "filters";
const maxFilters = 50;

/** The filters that the user saved, latest first. */
export const savedFilters = {
  all(): readonly SavedFilter[] {
    const stored = readStored(name);
    return Array.isArray(stored) ? stored.filter(isFilter).slice(0, maxFilters) : [];
  },

  add(filter: SavedFilter): readonly SavedFilter[] {
    const others = this.all().filter(({ kind, query }) => kind !== filter.kind || query !== filter.query);
    return store([filter, ...others].slice(0, maxFilters));
  },

  forgetLast(): readonly SavedFilter[] {
    return store(this.all().slice(1));
  },
};

function store(filters: readonly SavedFilter[]): readonly SavedFilter[] {
  writeStored(name, filters);
  return filters;
}

function isFilter(value: unknown): value is SavedFilter {
  const { kind, query } = (value ?? {}) as Partial<SavedFilter>;
  return (kind === "text" || kind === "jsonPath") && typeof query === "string";
}

import { readStored, writeStored } from "../shell/local-storage.ts";
import type { MessageFilter } from "./list/search-feed.ts";

const name = "last filter";

/** The filter of the stream that was last filtered, for when the page is loaded again. */
export const lastFilter = {
  of(path: string): MessageFilter | undefined {
    const stored = readStored(name) as Partial<Record<keyof MessageFilter | "path", unknown>> | null;
    if (stored?.path !== path || typeof stored.query !== "string" || stored.query === "") return undefined;
    return {
      kind: stored.kind === "jsonPath" ? "jsonPath" : "text",
      query: stored.query,
      direction: stored.direction === "backward" ? "backward" : "forward",
    };
  },
  keep(path: string, filter: MessageFilter | undefined): void {
    writeStored(name, filter && { path, ...filter });
  },
};

import { StreamError } from "../../../protocol/errors.ts";
import type { SearchOptions } from "../../../protocol/inspection/search.ts";
import { checkOptions, isStringOfLength, isWholeNumber } from "../../check-options.ts";
import { fold } from "../../../protocol/inspection/fold.ts";
import { jsonFilter, type JsonFilter } from "./json-filter.ts";

const maxTextLength = 1000;
const maxPathLength = 300;
const defaultMatches = 200;
const maxMatches = 1000;

/** The options of a search, checked and compiled. */
export interface Search {
  /** Folded. */
  readonly text: string | undefined;
  readonly json: JsonFilter | undefined;
  readonly offset: string | undefined;
  readonly backward: boolean;
  readonly limitMatches: number;
}

/** @throws StreamError `BAD_REQUEST` */
export function resolveSearch(options: SearchOptions): Search {
  checkOptions("search", options, {
    text: isStringOfLength(1, maxTextLength),
    jsonPath: isStringOfLength(1, maxPathLength),
    offset: [(value) => typeof value === "string", "an offset"],
    direction: [(value) => value === "forward" || value === "backward", '"forward" or "backward"'],
    limitMatches: isWholeNumber(1, maxMatches),
  });
  const { text, jsonPath, offset, direction, limitMatches = defaultMatches } = options;
  if (text === undefined && jsonPath === undefined)
    throw new StreamError("BAD_REQUEST", "search: pass text, jsonPath, or both");
  return {
    text: text === undefined ? undefined : fold(text),
    json: jsonPath === undefined ? undefined : jsonFilter(jsonPath),
    offset,
    backward: direction === "backward",
    limitMatches,
  };
}

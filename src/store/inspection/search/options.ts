import { StreamError } from "../../../protocol/errors.ts";
import type { SearchOptions } from "../../../protocol/inspection/search.ts";
import { checkOptions, isWholeNumber, type OptionCheck } from "../../check-options.ts";
import { jsonFilter, type JsonFilter } from "./json-filter.ts";

const maxTextLength = 1000;
const maxPathLength = 300;
const defaultMatches = 200;
const maxMatches = 1000;

/** What is to be found, checked and compiled. */
export interface Search {
  /** Lower case. */
  readonly text: string | undefined;
  readonly json: JsonFilter | undefined;
  readonly offset: string | undefined;
  readonly backward: boolean;
  readonly limitMatches: number;
}

/** @throws StreamError `BAD_REQUEST` */
export function resolveSearch(options: SearchOptions): Search {
  checkOptions("search", options, {
    text: isTextUpTo(maxTextLength),
    jsonPath: isTextUpTo(maxPathLength),
    offset: [(value) => typeof value === "string", "an offset"],
    direction: [(value) => value === "forward" || value === "backward", '"forward" or "backward"'],
    limitMatches: isWholeNumber(1, maxMatches),
  });
  const { text, jsonPath, offset, direction, limitMatches = defaultMatches } = options;
  if (text === undefined && jsonPath === undefined)
    throw new StreamError("BAD_REQUEST", "search: give a text or a jsonPath");
  return {
    text: text?.toLowerCase(),
    json: jsonPath === undefined ? undefined : jsonFilter(jsonPath),
    offset,
    backward: direction === "backward",
    limitMatches,
  };
}

function isTextUpTo(length: number): OptionCheck {
  return [
    (value) => typeof value === "string" && value.length >= 1 && value.length <= length,
    `a text of 1 to ${length} characters`,
  ];
}

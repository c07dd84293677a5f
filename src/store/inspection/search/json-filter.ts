import { JSONPathEnvironment, jsonpath, TokenKind, type JSONPathQuery } from "json-p3";
import { StreamError } from "../../../protocol/errors.ts";

const { FilterSelector } = jsonpath.selectors;
const { FunctionExtension, InfixExpression, LogicalExpression, PrefixExpression, RelativeQuery, RootQuery } =
  jsonpath.expressions;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** Several selectors in one pair of brackets multiply the work of the rest of the path. */
const maxBranches = 16;
/** The levels that `..` descends. */
const maxRecursionDepth = 64;

/** Whether a message, given as its parsed value, matches. */
export type JsonFilter = (value: unknown) => boolean;

/**
 * Matches messages in which a JSONPath (RFC 9535) selects something, or with a text that begins with `?`, messages for which
 * this filter holds. The work is bounded by the size of the message: regular expressions and nested scans are refused.
 *
 * @throws StreamError `BAD_REQUEST`; the text says what is wrong with the path
 */
export function jsonFilter(text: string): JsonFilter {
  const isOfMessage = text.trimStart().startsWith("?");
  const query = compile(isOfMessage ? `$[${text}]` : text);
  assertCheap(query);
  return (value) => {
    try {
      return query.match((isOfMessage ? [value] : value) as never) !== undefined;
    } catch {
      return false; // nested too deeply
    }
  };
}

function compile(text: string): JSONPathQuery {
  const environment = new JSONPathEnvironment({ maxRecursionDepth });
  // A regular expression could take exponential time.
  environment.functionRegister.delete("match");
  environment.functionRegister.delete("search");
  try {
    return environment.compile(text);
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
}

function assertCheap(query: JSONPathQuery): void {
  let descents = 0;
  let branches = 1;
  const visitQuery = ({ segments }: JSONPathQuery): void => {
    for (const segment of segments) {
      if (segment.token.kind === TokenKind.DDOT && ++descents > 1)
        throw refused('it contains more than one ".."');
      branches *= Math.max(1, segment.selectors.length);
      if (branches > maxBranches) throw refused("it has too many combinations of selectors");
      for (const selector of segment.selectors) {
        if (selector instanceof FilterSelector) visitExpression(selector.expression);
      }
    }
  };
  const visitExpression = (expression: FilterExpression): void => {
    if (expression instanceof RootQuery) throw refused('it contains "$" in a filter');
    if (expression instanceof RelativeQuery) visitQuery(expression.path);
    else if (expression instanceof LogicalExpression) visitExpression(expression.expression);
    else if (expression instanceof PrefixExpression) visitExpression(expression.right);
    else if (expression instanceof InfixExpression) {
      visitExpression(expression.left);
      visitExpression(expression.right);
    } else if (expression instanceof FunctionExtension) expression.args.forEach(visitExpression);
  };
  visitQuery(query);
}

function refused(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `search: the JSON path is not supported: ${problem}`);
}

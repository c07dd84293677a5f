import { JSONPathEnvironment, jsonpath, TokenKind, type JSONPathQuery } from "json-p3";
import { StreamError } from "../../../protocol/errors.ts";

const { FilterSelector } = jsonpath.selectors;
const { FunctionExtension, InfixExpression, LogicalExpression, PrefixExpression, RelativeQuery, RootQuery } =
  jsonpath.expressions;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** Each of several selectors in one pair of brackets multiplies the work of what follows. */
const maxBranches = 16;
/** Levels that `../..` goes down. */
const maxRecursionDepth = 64;

/** Whether a message, parsed, is one that is looked for. */
export type JsonFilter = (value: unknown) => boolean;

/**
 * What an RFC 9535 path selects something in; a text that begins with `?` filters the message itself. Its work is
 * bounded by the size of the message: there are no regular expressions, and nothing that looks at everything for
 * everything.
 *
 * @throws StreamError `BAD_REQUEST`, with what is wrong with it
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
  // Their patterns could take for ever.
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
      if (segment.token.kind === TokenKind.DDOT && ++descents > 1) throw refused('it has more than one ".."');
      branches *= Math.max(1, segment.selectors.length);
      if (branches > maxBranches) throw refused("it has too many selectors within one another");
      for (const selector of segment.selectors) {
        if (selector instanceof FilterSelector) visitExpression(selector.expression);
      }
    }
  };
  const visitExpression = (expression: FilterExpression): void => {
    if (expression instanceof RootQuery) throw refused('it has a "$" within a filter');
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
  return new StreamError("BAD_REQUEST", `search: the JSON path cannot be used: ${problem}`);
}

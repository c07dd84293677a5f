import { StreamError } from "../../protocol/errors.ts";

/**
 * A number in the query.
 *
 * @param counted what it is a number of, for the error
 * @throws StreamError `BAD_REQUEST`
 */
export function wholeNumberIn(
  searchParams: URLSearchParams,
  name: string,
  form: RegExp,
  counted = "messages",
): number | undefined {
  const text = searchParams.get(name);
  if (text === null) return undefined;
  if (form.test(text)) return Number(text);
  throw new StreamError("BAD_REQUEST", `${name} must be a number of ${counted}, not ${JSON.stringify(text)}`);
}

import {
  detailsOf,
  type InvalidMessage,
  type ReferenceDetails,
  type StreamTarget,
} from "../protocol/definitions/reference.ts";
import { StreamError } from "../protocol/errors.ts";
import type { Offset } from "../protocol/offset.ts";
import type { ReadOptions, ReadPage, StreamMessage } from "../protocol/stream.ts";
import { describeIssues, validate } from "./validate.ts";

/** A page as the readers of a stream get it. */
export interface PageOfTarget<Output> {
  /** Ends before the first message that cannot be read. */
  readonly page: ReadPage<Output>;
  /** Why it cannot be read: a `StreamError`, or what the function in `onInvalid` has thrown, which may be anything. */
  readonly failure?: { readonly error: unknown };
}

/** Is told how many messages of a page did not fit the schema, if any. */
export type ReportInvalid = (count: number) => void;

/** The messages of a page, as the schema of a reference returns them. A path and a reference without a schema change nothing. */
export function readPageOf<Output>(
  target: StreamTarget<unknown, Output>,
  page: ReadPage,
  report: ReportInvalid,
): PageOfTarget<Output> {
  const details = detailsOf(target);
  if (!details?.schema || typeof target === "string") return { page: page as ReadPage<Output> };
  const reader = new SchemaReader<Output>(details, target.path);
  const read = reader.page(page);
  if (reader.invalid > 0) report(reader.invalid);
  return read;
}

/**
 * One page of `read`: with an error only if that is about its first message, because the others are read first. A page that
 * ends `before` an offset has to be whole.
 *
 * @throws StreamError `INVALID`
 */
export function requirePageOf<Output>(
  target: StreamTarget<unknown, Output>,
  given: ReadPage,
  report: ReportInvalid,
  options: ReadOptions | undefined,
): ReadPage<Output> {
  const { page, failure } = readPageOf(target, given, report);
  // A page that is read backwards has no place for what follows the invalid message.
  if (failure && (page.messages.length === 0 || options?.before !== undefined)) throw failure.error;
  return page;
}

/**
 * The pages of a subscription, without those that have no messages.
 *
 * @throws StreamError `INVALID` once the messages before the invalid one were read
 */
export async function* readPagesOf<Output>(
  target: StreamTarget<unknown, Output>,
  pages: AsyncIterable<ReadPage>,
  report: ReportInvalid,
): AsyncGenerator<ReadPage<Output>, void, undefined> {
  for await (const given of pages) {
    const { page, failure } = readPageOf(target, given, report);
    if (page.messages.length > 0) yield page;
    if (failure) throw failure.error;
  }
}

class SchemaReader<Output> {
  readonly #details: ReferenceDetails<unknown, Output>;
  readonly #path: string;
  invalid = 0;

  constructor(details: ReferenceDetails<unknown, Output>, path: string) {
    this.#details = details;
    this.#path = path;
  }

  page(given: ReadPage): PageOfTarget<Output> {
    const messages: StreamMessage<Output>[] = [];
    let end = given.previousOffset;
    for (const { offset, data } of given.messages) {
      try {
        const read = this.#read(offset, data);
        if (read) messages.push({ offset, data: read.value });
      } catch (error) {
        return { page: { ...given, messages, nextOffset: end, upToDate: false }, failure: { error } };
      }
      end = offset;
    }
    return { page: { ...given, messages } };
  }

  /** Undefined for a message that is left out. */
  #read(offset: Offset, data: unknown): { readonly value: Output } | undefined {
    const validated = validate(this.#details, data);
    if ("value" in validated) return validated;
    this.invalid++;
    const { onInvalid } = this.#details;
    if (onInvalid === "skip") return undefined;
    const message: InvalidMessage = { path: this.#path, offset, data, issues: validated.issues };
    if (onInvalid === "error") throw unreadable(message);
    const value = onInvalid(message);
    return value === undefined ? undefined : { value };
  }
}

function unreadable({ path, offset, issues }: InvalidMessage): StreamError {
  return new StreamError(
    "INVALID",
    `the message before ${offset} of ${JSON.stringify(path)} does not fit its schema: ${describeIssues(issues)}. ` +
      "Let the schema accept it, or set onInvalid in defineStream; reading from this offset continues after it",
    { offset, issues },
  );
}

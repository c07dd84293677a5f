import {
  CURSOR_QUERY_PARAM,
  LIVE_QUERY_PARAM,
  OFFSET_QUERY_PARAM,
  STREAM_CLOSED_HEADER,
  STREAM_CURSOR_HEADER,
  STREAM_OFFSET_HEADER,
  STREAM_UP_TO_DATE_HEADER,
} from "@durable-streams/client";
import { Backoff } from "../runner/backoff.ts";
import type { Timing } from "../timing.ts";
import { SilentPoll } from "./failure.ts";
import { raceAbort } from "./race-abort.ts";

/** Where a response starts that was not asked for by its offset. Not part of the protocol. */
const STREAM_PREVIOUS_OFFSET_HEADER = "stream-previous-offset";
/** A long-poll without messages that takes less time was not held, in milliseconds. */
const leastHoldMs = 1000;
/** The waits between long-polls that are not held. */
const unheldDelayMs = { initialMs: 1000, maxMs: 10_000 };

/** One response of a server to a read. */
export interface Answer {
  /** The offset that it was asked for. */
  readonly from: string;
  /** Where the next one begins. */
  readonly offset: string;
  readonly upToDate: boolean;
  readonly streamClosed: boolean;
  /** The first one after a long-poll without a response: meanwhile anything may have happened to the stream. */
  readonly isResumed: boolean;
  /** Whether the response has a body; `body` is empty otherwise. */
  readonly hasBody: boolean;
  /** Arrives while it is read. What is left of it when the next answer is asked for is discarded. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ReadAnswersOptions {
  readonly offset: string;
  /**
   * Where the first request starts, in place of `offset`: a query such as `last=10`, which is an extension of some servers.
   * `from` of the first answer is then what the server says that it starts at, or `""`.
   */
  readonly position?: Readonly<Record<string, string>> | undefined;
  /** Whether to wait for messages at the tail, with long-polls, until the signal is aborted or the stream is closed. */
  readonly live: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads a remote stream from an offset to its tail, in as many answers as the server makes of it. Not with the official
 * client: its sessions hold an answer in memory as a whole, and without `live` they end after the first one.
 *
 * A long-poll that is answered at once with nothing is repeated after a pause.
 *
 * @param fetch must throw for every response that is not a success; see `createCheckedFetch`
 */
export async function* readAnswers(
  url: string,
  { fetch, timing }: { readonly fetch: typeof globalThis.fetch; readonly timing: Timing },
  { offset, position, live, signal }: ReadAnswersOptions,
): AsyncGenerator<Answer, void, undefined> {
  let [from, cursor, isPolling, isResumed] = [offset, null as string | null, false, false];
  let query = position;
  const unheld = new Backoff(unheldDelayMs);
  for (;;) {
    const askedAt = timing.now();
    const asked = query ? positionUrl(url, query) : readUrl(url, from, cursor, isPolling);
    const response = await fetch(asked, { signal }).catch((error: unknown) => {
      if (error instanceof SilentPoll) return undefined;
      throw error;
    });
    if (!response) {
      // The connection may be dead. A request that is answered at once tells, and finds what was missed.
      [isPolling, isResumed] = [false, true];
      continue;
    }
    const isHeld = timing.now() - askedAt >= leastHoldMs;
    if (query) from = response.headers.get(STREAM_PREVIOUS_OFFSET_HEADER) ?? "";
    query = undefined;
    const answer = answerIn(response, from, isResumed);
    isResumed = false;
    try {
      yield answer;
    } finally {
      if (response.body && !response.body.locked) await response.body.cancel();
    }
    if (answer.upToDate && (!live || answer.streamClosed)) return;
    // A proxy may strip the query: the server then does not hold the request.
    if (isPolling && !isHeld && answer.offset === from) await pause(unheld.next(), timing, signal);
    else if (isPolling) unheld.reset();
    isPolling = live && answer.upToDate;
    from = answer.offset;
    cursor = response.headers.get(STREAM_CURSOR_HEADER);
  }
}

async function pause(ms: number, timing: Timing, signal: AbortSignal): Promise<void> {
  let stopTimer: (() => void) | undefined;
  const elapsed = new Promise<void>((resolve) => (stopTimer = timing.after(ms, resolve)));
  await raceAbort(signal, elapsed).finally(() => stopTimer?.());
}

function answerIn({ status, headers, body }: Response, from: string, isResumed: boolean): Answer {
  const offset = headers.get(STREAM_OFFSET_HEADER) ?? from;
  // Without the header an answer that leads nowhere is the tail, too.
  const upToDate = status === 204 || headers.has(STREAM_UP_TO_DATE_HEADER) || offset === from;
  const streamClosed = headers.get(STREAM_CLOSED_HEADER)?.toLowerCase() === "true";
  const content = { hasBody: body !== null, body: body ?? nothing() };
  return { from, offset, upToDate, streamClosed, isResumed, ...content };
}

function readUrl(url: string, offset: string, cursor: string | null, isPoll: boolean): string {
  const read = new URL(url);
  read.searchParams.set(OFFSET_QUERY_PARAM, offset);
  if (isPoll) read.searchParams.set(LIVE_QUERY_PARAM, "long-poll");
  if (cursor !== null) read.searchParams.set(CURSOR_QUERY_PARAM, cursor);
  return read.href;
}

function positionUrl(url: string, position: Readonly<Record<string, string>>): string {
  const read = new URL(url);
  for (const [name, value] of Object.entries(position)) read.searchParams.set(name, value);
  return read.href;
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

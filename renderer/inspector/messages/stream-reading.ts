import type { StreamInfo } from "../../../src/protocol/stream.ts";
import { StreamError } from "../../../src/protocol/errors.ts";
import { formatOffset, parseOffset, type Offset } from "../../../src/protocol/offset.ts";
import type { PositionRange } from "../actions/export-messages.ts";
import type { Connected } from "../connection/connected.ts";
import { explainRefusal } from "../explain.ts";
import { MessageFeed } from "./list/message-feed.ts";
import type { RowSource } from "./list/message-row.ts";
import { looksLikeTime, parseTime } from "./parse-time.ts";
import type { FollowState } from "./position-bar.ts";
import type { RowRange } from "./list/row-selection.ts";
import { SearchFeed, type MessageFilter } from "./list/search-feed.ts";

/** How the user reads a stream: from where, following its tail or not, and with which filter. */
export class StreamReading {
  readonly feed: MessageFeed;
  readonly #connection: Connected;
  readonly #path: string;
  readonly #changed: () => void;
  #info: StreamInfo | undefined;
  #search: SearchFeed | undefined;
  #follow: FollowState = "off";
  /** The end of the list when following was paused. */
  #pausedAt = 0;
  #seekProblem: string | undefined;

  constructor(connection: Connected, path: string, changed: () => void) {
    this.#connection = connection;
    this.#path = path;
    this.#changed = changed;
    this.feed = new MessageFeed(connection.inspection, path, changed);
  }

  /** The rows to show. */
  get source(): RowSource {
    return this.#search ?? this.feed;
  }

  get search(): SearchFeed | undefined {
    return this.#search;
  }

  /** The text that the filter looks for. */
  get sought(): string | undefined {
    const filter = this.#search?.filter;
    return filter?.kind === "text" ? filter.query : undefined;
  }

  get follow(): FollowState {
    return this.#follow;
  }

  /** The number of messages appended since following was paused. */
  get newer(): number {
    return Math.max(0, this.feed.tail - this.#pausedAt);
  }

  get seekProblem(): string | undefined {
    return this.#seekProblem;
  }

  update(info: StreamInfo): void {
    this.#info = info;
    this.feed.update(info);
    this.#changed();
  }

  setFollow(follow: boolean): void {
    if (follow) this.#leaveFilter();
    this.#follow = follow ? "on" : "off";
    this.#seekProblem = undefined;
    this.feed.follow(follow);
    this.#changed();
  }

  /** Pauses following: visible rows stay, and new messages are only counted. */
  pause(): void {
    this.#follow = "paused";
    this.#pausedAt = this.feed.end;
    this.feed.follow(false, { hold: true });
    this.#changed();
  }

  filter(filter: MessageFilter | undefined): void {
    this.#leaveFilter();
    if (filter) {
      if (this.#follow !== "off") this.setFollow(false);
      this.#search = new SearchFeed(this.#connection.inspection, this.#path, filter, this.#changed);
    }
    this.#changed();
  }

  /**
   * The index of an offset, position, time, `"-1"` or `"now"` in the list; undefined, with `seekProblem`, if it is invalid. Only
   * `"-1"` and `"now"`, the ends of any list, keep the filter.
   */
  async seek(target: string): Promise<number | undefined> {
    if (target !== "-1" && target !== "now") this.#leaveFilter();
    this.setFollow(false);
    try {
      if (target === "-1") return this.source.first;
      if (target === "now") return Math.max(this.source.first, this.source.end - 1);
      return await this.feed.seek(await this.#offsetAt(target));
    } catch (error) {
      this.#seekProblem = explainRefusal(error);
      this.#changed();
      return undefined;
    }
  }

  /**
   * Loads the message that ends at an offset, and returns its position; undefined, with `seekProblem`, if there is none. A
   * filter that has not found it is left, unless it is still searching.
   */
  async load(offset: Offset): Promise<number | undefined> {
    try {
      const { streamId, position } = parseOffset(offset);
      const loaded = await this.feed.seek(formatOffset(streamId, Math.max(0, position - 1)));
      const search = this.#search;
      if (search && !search.running && search.indexOf(loaded) === undefined) this.#leaveFilter();
      this.#seekProblem = undefined;
      this.#changed();
      return loaded;
    } catch (error) {
      this.#seekProblem = explainRefusal(error);
      this.#changed();
      return undefined;
    }
  }

  /** The positions of the selected messages; of all messages without a selection or with a filter. Undefined without any. */
  positionsOf(range: RowRange | undefined): PositionRange | undefined {
    const { feed } = this;
    if (range && !this.#search)
      return { first: Math.max(range.first, feed.floor), last: Math.min(range.last, feed.end - 1) };
    return feed.end > feed.floor ? { first: feed.floor, last: feed.end - 1 } : undefined;
  }

  dispose(): void {
    this.#search?.dispose();
    this.feed.dispose();
  }

  async #offsetAt(target: string): Promise<string> {
    const time = parseTime(target, Date.now()) ?? this.#secondsIn(target);
    if (time !== undefined) return (await this.#connection.inspection.seekTime(this.#path, time)).offset;
    const position = positionIn(target);
    if (position !== undefined) return formatOffset(this.#info?.id ?? 0, position);
    if (looksLikeTime(target)) throw new StreamError("BAD_REQUEST", notATime(target));
    // Throws an error that says what is wrong with the text.
    parseOffset(target);
    return target;
  }

  /** A number beyond the end of the stream that is large enough is taken for seconds since the epoch. */
  #secondsIn(target: string): number | undefined {
    if (!/^\d{9,11}$/.test(target) || Number(target) <= this.feed.tail) return undefined;
    return Number(target) * 1000;
  }

  #leaveFilter(): void {
    this.#search?.dispose();
    this.#search = undefined;
  }
}

/** A number of messages, which may be grouped as the inspector prints it: `1,234`. */
function positionIn(target: string): number | undefined {
  if (!/^(\d{1,11}|\d{1,3}(,\d{3})+)$/.test(target)) return undefined;
  return Number(target.replaceAll(",", ""));
}

function notATime(target: string): string {
  return `${target} is not a time: type it like 14:30, 2026-03-14 08:00, Mar 14, 2026, 08:00:00, -10 min, or as milliseconds since 1970`;
}

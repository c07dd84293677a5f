import type { StreamInfo } from "../../../src/protocol/stream.ts";
import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import type { PositionRange } from "../actions/export-messages.ts";
import type { Connected } from "../connection/connected.ts";
import { explainRefusal } from "../explain.ts";
import { MessageFeed } from "./list/message-feed.ts";
import type { RowSource } from "./list/message-row.ts";
import { parseTime } from "./parse-time.ts";
import type { FollowState } from "./position-bar.ts";
import type { RowRange } from "./list/row-selection.ts";
import { SearchFeed, type MessageFilter } from "./list/search-feed.ts";

/** How someone reads a stream: where, whether at its tail, and through which filter. */
export class StreamReading {
  readonly feed: MessageFeed;
  readonly #connection: Connected;
  readonly #path: string;
  readonly #changed: () => void;
  #info: StreamInfo | undefined;
  #search: SearchFeed | undefined;
  #follow: FollowState = "off";
  /** The tail when following was paused. */
  #pausedAt = 0;
  #seekProblem: string | undefined;

  constructor(connection: Connected, path: string, changed: () => void) {
    this.#connection = connection;
    this.#path = path;
    this.#changed = changed;
    this.feed = new MessageFeed(connection.inspection, path, changed);
  }

  /** What the list shows. */
  get source(): RowSource {
    return this.#search ?? this.feed;
  }

  get search(): SearchFeed | undefined {
    return this.#search;
  }

  get follow(): FollowState {
    return this.#follow;
  }

  /** Messages that came since following was paused. */
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

  /** Stops where it is, with what came meanwhile counted; what is in view stays. */
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

  /** Where in the list a place is: an offset, a number, a time, `"-1"` or `"now"`; undefined if it is none. */
  async seek(place: string): Promise<number | undefined> {
    this.#leaveFilter();
    this.setFollow(false);
    try {
      if (place === "-1") return this.feed.first;
      if (place === "now") return Math.max(this.feed.first, this.feed.end - 1);
      return await this.feed.seek(await this.#offsetAt(place));
    } catch (error) {
      this.#seekProblem = explainRefusal(error);
      this.#changed();
      return undefined;
    }
  }

  /** The positions of a selection, or of all there is; undefined where there is nothing, or gaps. */
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

  async #offsetAt(place: string): Promise<string> {
    const time = parseTime(place, Date.now());
    if (time !== undefined) return (await this.#connection.inspection.seekTime(this.#path, time)).offset;
    if (/^\d{1,11}$/.test(place)) return formatOffset(this.#info?.id ?? 0, Number(place));
    // Says what is wrong with it.
    parseOffset(place);
    return place;
  }

  #leaveFilter(): void {
    this.#search?.dispose();
    this.#search = undefined;
  }
}

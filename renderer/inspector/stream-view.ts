import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StreamInfo } from "../../src/protocol/stream.ts";
import type { Streams } from "../client/index.ts";
import { defaultView, type ContentView } from "./content/view.ts";
import { explain, hasCode } from "./explain.ts";
import { formatCount, formatMessages } from "./format/numbers.ts";
import { Observed } from "./live/observed.ts";
import { MessageFeed } from "./messages/message-feed.ts";
import type { MessageList } from "./messages/message-list.ts";
import "./messages/message-detail.ts";
import "./messages/message-list.ts";
import "./messages/position-bar.ts";
import type { FollowState } from "./messages/position-bar.ts";
import "./pane-splitter.ts";
import { streamViewStyles } from "./stream-view-styles.ts";
import "./streams/stream-header.ts";
import { controls } from "./style/controls.ts";

/** One stream: what is known about it, its messages, and the selected one in full. */
export class StreamView extends LitElement {
  static override properties = {
    streams: { attribute: false },
    path: { attribute: false },
    follow: { state: true },
    view: { state: true },
    selected: { state: true },
    seekProblem: { state: true },
    split: { state: true },
    version: { state: true },
  };

  declare streams: Streams;
  declare path: string;
  declare private follow: FollowState;
  /** How content is shown; until someone chooses, as the stream's type says. */
  declare private view: ContentView | undefined;
  /** The position of the message that is shown in full. */
  declare private selected: number | undefined;
  declare private seekProblem: unknown;
  /** The list's share of the height, in percent. */
  declare private split: number;
  /** Counts the changes of the feed. */
  declare private version: number;

  #feed!: MessageFeed;
  #focusPending = false;
  /** The tail when following was paused. */
  #pausedAt = 0;
  readonly #info = new Observed<StreamInfo>(this, (info) => this.#feed.update(info));

  static override styles = [controls, streamViewStyles];

  constructor() {
    super();
    this.follow = "off";
    this.split = 58;
    this.version = 0;
  }

  /** Moves the keyboard to the messages, as soon as there are some. */
  focusMessages(): void {
    this.#focusPending = true;
    this.requestUpdate();
  }

  toggleFollow(): void {
    this.#setFollow(this.follow !== "on");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#feed.dispose();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("streams") || changed.has("path")) this.#watch();
    if (changed.has("split")) this.style.setProperty("--list-share", `${this.split}%`);
  }

  protected override updated(): void {
    if (!this.#focusPending || !this.#list) return;
    this.#focusPending = false;
    this.#list.focusRow();
  }

  protected override render(): TemplateResult {
    const info = this.#info.value;
    return html`
      <stream-header .path=${this.path} .info=${info}></stream-header>
      ${this.#info.error === undefined ? (info ? this.#messages(info) : nothing) : this.#failure(this.#info.error)}
    `;
  }

  #messages(info: StreamInfo): TemplateResult {
    const view = this.view ?? defaultView(info.contentType);
    return html`
      <position-bar
        .follow=${this.follow}
        .view=${view}
        @seek=${(event: CustomEvent<string>) => this.#seek(event.detail)}
        @follow-change=${(event: CustomEvent<boolean>) => this.#setFollow(event.detail)}
        @view-change=${(event: CustomEvent<ContentView>) => (this.view = event.detail)}
      ></position-bar>
      ${this.#notices()}
      <div class="panes ${this.selected === undefined ? "" : "split"}">
        <div class="list">
          ${
            this.#feed.length === 0
              ? this.#empty(info)
              : html`<message-list
                  .feed=${this.#feed}
                  .view=${view}
                  .selected=${this.selected}
                  .follow=${this.follow}
                  .version=${this.version}
                  @message-select=${(event: CustomEvent<number>) => (this.selected = event.detail)}
                  @detail-close=${() => this.#closeDetail()}
                  @follow-change=${(event: CustomEvent<boolean>) => this.#onScrolled(event.detail)}
                ></message-list>`
          }
          ${this.follow === "paused" ? this.#newMessages() : nothing}
        </div>
        ${this.selected === undefined ? nothing : this.#detail(this.selected, view)}
      </div>
      ${this.#footer()}
    `;
  }

  #detail(position: number, view: ContentView): TemplateResult {
    return html`
      <pane-splitter
        orientation="horizontal"
        aria-label="Resize the message"
        .value=${this.split}
        @split-change=${(event: CustomEvent<number>) => (this.split = event.detail)}
      ></pane-splitter>
      <section class="detail" aria-label="Message">
        <message-detail
          .feed=${this.#feed}
          .position=${position}
          .view=${view}
          @detail-close=${() => this.#closeDetail()}
        ></message-detail>
      </section>
    `;
  }

  #notices(): TemplateResult | typeof nothing {
    const problem = this.seekProblem ?? this.#feed.problem;
    if (problem === undefined) return nothing;
    const { title, text } = explain(problem);
    return html`<div class="notice" role="alert">
      <p><strong>${title}.</strong> ${text}</p>
      ${hasCode(problem, "GONE") ? html`<button @click=${() => this.#seek("-1")}>Go to the start</button>` : nothing}
      ${this.seekProblem ? html`<button class="quiet" aria-label="Dismiss" @click=${() => (this.seekProblem = undefined)}>✕</button>` : nothing}
    </div>`;
  }

  #empty(info: StreamInfo): TemplateResult {
    const text = info.closed
      ? "It was closed without any, or none is kept any more."
      : "What is appended to this stream appears here.";
    return html`<p class="empty"><strong>No messages</strong> ${text}</p>`;
  }

  #failure(error: unknown): TemplateResult {
    const { title, text } = explain(error);
    return html`<div class="empty" role="alert">
      <strong>${title}</strong>
      <p>${text}</p>
      <button @click=${() => this.#watch()}>Look again</button>
    </div>`;
  }

  #newMessages(): TemplateResult {
    const count = this.#feed.tail - this.#pausedAt;
    return html`<button class="new" @click=${() => this.#setFollow(true)}>
      ${count > 0 ? `${formatCount(count)} new` : "Back to the tail"} ↓
    </button>`;
  }

  #footer(): TemplateResult {
    const { floor, tail } = this.#feed;
    const dropped = floor > 0 ? `, ${formatCount(floor)} before them not kept` : "";
    return html`<footer>
      <span>${formatMessages(tail - floor)}${dropped}</span>
      <span class="state" role="status">${{ on: "Following", paused: "Paused", off: "" }[this.follow]}</span>
    </footer>`;
  }

  /** Starts over, with the first info. */
  #watch(): void {
    this.#feed?.dispose();
    this.#feed = new MessageFeed(this.streams, this.path, () => this.version++);
    this.follow = "off";
    this.view = undefined;
    this.selected = undefined;
    this.seekProblem = undefined;
    this.#info.observe(this.streams.info$(this.path));
    this.requestUpdate();
  }

  #setFollow(follow: boolean): void {
    this.follow = follow ? "on" : "off";
    this.seekProblem = undefined;
    this.#feed.follow(follow);
  }

  #onScrolled(toTail: boolean): void {
    if (toTail) return this.#setFollow(true);
    this.follow = "paused";
    this.#pausedAt = this.#feed.tail;
    this.#feed.follow(false);
  }

  async #seek(offset: string): Promise<void> {
    const feed = this.#feed;
    this.#setFollow(false);
    try {
      const position = await feed.seek(offset);
      if (feed === this.#feed) this.#list?.showFirst(position);
    } catch (error) {
      if (feed === this.#feed) this.seekProblem = error;
    }
  }

  #closeDetail(): void {
    this.selected = undefined;
    this.focusMessages();
  }

  get #list(): MessageList | null {
    return this.renderRoot.querySelector("message-list");
  }
}

customElements.define("stream-view", StreamView);

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StreamInfo } from "../../src/protocol/stream.ts";
import { isJsonContentType } from "../../src/protocol/content-type.ts";
import { formatOffset } from "../../src/protocol/offset.ts";
import type { ActionForm } from "./actions/action-form.ts";
import { appendMessage } from "./actions/append-message.ts";
import { forkStream } from "./actions/change-stream.ts";
import { exportMessages, rangesOf } from "./actions/export-messages.ts";
import { streamActions } from "./actions/stream-actions.ts";
import type { Connected } from "./connection/connected.ts";
import { defaultView, type ListView } from "./content/view.ts";
import { explain, explainLoss, hasCode } from "./explain.ts";
import { Observed } from "./live/observed.ts";
import "./messages/filter-bar.ts";
import type { FilterBar } from "./messages/filter-bar.ts";
import "./messages/message-pane.ts";
import type { MessagePane } from "./messages/message-pane.ts";
import "./messages/position-bar.ts";
import { lastFilter } from "./messages/last-filter.ts";
import { StreamReading } from "./messages/stream-reading.ts";
import type { MessageFilter } from "./messages/list/search-feed.ts";
import type { RowRange } from "./messages/list/row-selection.ts";
import { actWhenReady } from "./shell/act-when-ready.ts";
import "./charts/activity-panel.ts";
import { streamViewStyles } from "./stream-view-styles.ts";
import "./streams/stream-header.ts";
import { controls } from "./style/controls.ts";
import { emptyState, emptyStyles } from "./style/empty-state.ts";

/** The heights of the view in pixels from which the activity is shown, without and with an open message. */
const minHeightForActivity = { closed: 600, opened: 740 };

/**
 * One stream: its properties, activity and messages. Fires `action` (`detail`: an `ActionForm`) and `message-change`
 * (`detail`: the offset of the open message, or null).
 */
export class StreamView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    path: { attribute: false },
    offset: { attribute: false },
    canManage: { attribute: false },
    view: { state: true },
    selected: { state: true },
    height: { state: true },
    opened: { state: true },
    version: { state: true },
  };

  declare connection: Connected;
  declare path: string;
  /** The offset of the message to open; a number, which is how many messages end with it, is taken, too. */
  declare offset: string | undefined;
  declare canManage: boolean;
  /** The view that the user chose; undefined for the default of the content type. */
  declare private view: ListView | undefined;
  declare private selected: RowRange | undefined;
  /** The height of the view in pixels. */
  declare private height: number;
  /** The offset of the open message. */
  declare private opened: string | undefined;
  /** Counts the changes of `#reading`, which stays the same object. */
  declare private version: number;
  #reading!: StreamReading;
  /** Settles when the stream at this path is rendered for the first time. */
  #shown = Promise.withResolvers<void>();
  /** The offset of the message to open once the stream is known. */
  #wanted: string | undefined;
  readonly #sizes = new ResizeObserver(() => (this.height = this.clientHeight));
  readonly #info = new Observed<StreamInfo>(this, (info) => this.#onInfo(info));

  static override styles = [controls, emptyStyles, streamViewStyles];

  constructor() {
    super();
    this.height = 0;
    this.version = 0;
  }

  /** Focuses the list of messages, if there are any. */
  focusMessages(): void {
    void actWhenReady(this.#shown.promise, () => this.#pane?.focusRow());
  }

  /** Moves the keyboard to the filter, as soon as the stream is shown. */
  focusFilter(): void {
    const focus = () => this.renderRoot.querySelector<FilterBar>("filter-bar")?.focusQuery();
    void actWhenReady(this.#shown.promise, focus);
  }

  /** Goes to the next match of the filter, or the one before; to the filter if there is none. */
  stepMatch(by: 1 | -1): void {
    if (this.#reading.search) this.#pane?.stepMatch(by);
    else this.focusFilter();
  }

  closeMessage(): void {
    this.#pane?.close();
  }

  toggleFollow(): void {
    this.#reading.setFollow(this.#reading.follow !== "on");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#reading.dispose();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("connection") || changed.has("path")) this.#watch();
    if (changed.has("offset") && this.offset !== undefined) this.#showMessage(this.offset);
    else if (changed.has("offset") && this.opened !== undefined) this.#pane?.close();
  }

  protected override updated(): void {
    void this.#pane?.updateComplete.then(() => this.#shown.resolve());
  }

  protected override render(): TemplateResult {
    const info = this.#info.value;
    const { error } = this.#info;
    return html`
      <stream-header
        .path=${this.path}
        .info=${info}
        .items=${this.canManage && info && error === undefined ? this.#items(info) : []}
        @show-append=${() => info && this.#act(appendMessage(this.connection.streams, info))}
      ></stream-header>
      ${error === undefined ? (info ? this.#content(info) : nothing) : this.#failure(error)}
    `;
  }

  #content(info: StreamInfo): TemplateResult {
    const reading = this.#reading;
    const view = this.view ?? defaultView(info.contentType);
    return html`
      <activity-panel
        .connection=${this.connection}
        .info=${info}
        .hasRoom=${this.#hasRoom}
        @seek-offset=${(event: CustomEvent<string>) => void this.#seek(event.detail)}
      ></activity-panel>
      <position-bar
        .follow=${reading.follow}
        .view=${view}
        .contentType=${info.contentType}
        .problem=${reading.seekProblem}
        @seek=${(event: CustomEvent<string>) => this.#goTo(event.detail)}
        @follow-change=${(event: CustomEvent<boolean>) => reading.setFollow(event.detail)}
        @view-change=${(event: CustomEvent<ListView>) => (this.view = event.detail)}
      ></position-bar>
      <filter-bar
        .search=${reading.search}
        .version=${this.version}
        .json=${isJsonContentType(info.contentType)}
        @filter-change=${(event: CustomEvent<MessageFilter | null>) => this.#filter(event.detail ?? undefined)}
        @match-step=${(event: CustomEvent<1 | -1>) => this.stepMatch(event.detail)}
      ></filter-bar>
      ${this.#notice()}
      <message-pane
        .connection=${this.connection}
        .info=${info}
        .reading=${reading}
        .view=${view}
        .version=${this.version}
        .canManage=${this.canManage}
        @message-change=${(event: CustomEvent<string | null>) => this.#onMessage(event.detail ?? undefined)}
        @selection-change=${(event: CustomEvent<RowRange | undefined>) => (this.selected = event.detail)}
        @export-messages=${(event: CustomEvent<readonly number[]>) =>
          this.#act(exportMessages(this.connection.streams, info, rangesOf(event.detail)))}
        @fork-here=${(event: CustomEvent<string>) => this.#act(forkStream(this.connection.streams, info, event.detail))}
      ></message-pane>
    `;
  }

  /** Whether there is room for the activity: where there is little, the messages get it. */
  get #hasRoom(): boolean {
    const { closed, opened } = minHeightForActivity;
    return this.height >= (this.opened === undefined ? closed : opened);
  }

  #notice(): TemplateResult | typeof nothing {
    const { problem } = this.#reading.feed;
    if (problem === undefined) return nothing;
    const { title, text } = explain(problem);
    return html`<div class="notice" role="alert">
      <p><strong>${title}.</strong> ${text}</p>
      ${hasCode(problem, "GONE") ? html`<button @click=${() => void this.#seek("-1")}>Go to start</button>` : nothing}
    </div>`;
  }

  #failure(error: unknown): TemplateResult {
    const info = this.#info.value;
    const { title, text } = info ? explainLoss(error, info) : explain(error);
    const action = html`<button @click=${() => this.#watch()}>Retry</button>`;
    return emptyState(title, text, { isAlert: true, action });
  }

  #items(info: StreamInfo) {
    const { search } = this.#reading;
    const range = this.#reading.positionsOf(this.selected);
    const found = search && search.end > 0 ? () => rangesOf(search.positions) : undefined;
    return streamActions(this.connection.streams, info, { range, found }, (form) => this.#act(form));
  }

  #act(detail: ActionForm): void {
    this.dispatchEvent(new CustomEvent("action", { detail, bubbles: true, composed: true }));
  }

  /** Starts reading the stream anew. */
  #watch(): void {
    this.#reading?.dispose();
    this.#reading = new StreamReading(this.connection, this.path, () => this.version++);
    this.#wanted = undefined;
    this.opened = undefined;
    const filter = lastFilter.of(this.path);
    if (filter) this.#reading.filter(filter);
    this.#shown = Promise.withResolvers();
    this.view = undefined;
    this.selected = undefined;
    this.#info.observe(this.connection.streams.info$(this.path));
    this.requestUpdate();
  }

  #filter(filter: MessageFilter | undefined): void {
    lastFilter.keep(this.path, filter);
    this.#reading.filter(filter);
  }

  #onInfo(info: StreamInfo): void {
    this.#reading.update(info);
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted !== undefined) void this.#open(wanted, info);
  }

  #onMessage(offset: string | undefined): void {
    this.opened = offset;
    this.dispatchEvent(new CustomEvent("message-change", { detail: offset }));
  }

  #showMessage(offset: string): void {
    if (offset === this.opened) return;
    const info = this.#info.value;
    if (info) void this.#open(offset, info);
    else this.#wanted = offset;
  }

  async #open(offset: string, { id }: StreamInfo): Promise<void> {
    const reading = this.#reading;
    const position = await reading.load(offset.includes("_") ? offset : formatOffset(id, Number(offset)));
    await this.updateComplete;
    if (position !== undefined && reading === this.#reading) await this.#pane?.show(position);
  }

  /** A whole offset, as it is copied from a message, opens that message. */
  #goTo(target: string): void {
    const info = this.#info.value;
    if (info && /^\d+_0*[1-9]\d*$/.test(target)) void this.#open(target, info);
    else void this.#seek(target);
  }

  async #seek(target: string): Promise<void> {
    const index = await this.#reading.seek(target);
    await this.updateComplete;
    if (index !== undefined) this.#pane?.showFirst(index);
  }

  get #pane(): MessagePane | null {
    return this.renderRoot.querySelector("message-pane");
  }
}

customElements.define("stream-view", StreamView);

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StreamInfo } from "../../src/protocol/stream.ts";
import { isJsonContentType } from "../../src/protocol/content-type.ts";
import type { ActionForm } from "./actions/action-form.ts";
import { appendMessage } from "./actions/append-message.ts";
import { forkStream } from "./actions/change-stream.ts";
import { rangesOf } from "./actions/export-messages.ts";
import { streamActions } from "./actions/stream-actions.ts";
import type { Connected } from "./connection/connected.ts";
import { defaultView, type ContentView } from "./content/view.ts";
import { explain, hasCode } from "./explain.ts";
import { Observed } from "./live/observed.ts";
import "./messages/filter-bar.ts";
import type { FilterBar } from "./messages/filter-bar.ts";
import "./messages/message-pane.ts";
import type { MessagePane } from "./messages/message-pane.ts";
import "./messages/position-bar.ts";
import { StreamReading } from "./messages/stream-reading.ts";
import type { MessageFilter } from "./messages/list/search-feed.ts";
import type { RowRange } from "./messages/list/row-selection.ts";
import { actWhenReady } from "./shell/act-when-ready.ts";
import "./pictures/stream-pictures.ts";
import { streamViewStyles } from "./stream-view-styles.ts";
import "./streams/stream-header.ts";
import { controls } from "./style/controls.ts";
import { emptyStyles } from "./style/empty.ts";

/** Of the whole inspector, in pixels. */
const roomForPictures = 640;

/** One stream: what is known about it, its pictures, and its messages. Fires `action` (`detail`: an `ActionForm`). */
export class StreamView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    path: { attribute: false },
    canManage: { attribute: false },
    view: { state: true },
    selected: { state: true },
    pictures: { state: true },
    version: { state: true },
  };

  declare connection: Connected;
  declare path: string;
  declare canManage: boolean;
  /** How content is shown; until someone chooses, as the stream's type says. */
  declare private view: ContentView | undefined;
  declare private selected: RowRange | undefined;
  declare private pictures: boolean;
  /** Counts the changes of what is read. */
  declare private version: number;
  #reading!: StreamReading;
  /** Settles when the stream at this path is rendered for the first time. */
  #shown = Promise.withResolvers<void>();
  readonly #info = new Observed<StreamInfo>(this, (info) => this.#reading.update(info));

  static override styles = [controls, emptyStyles, streamViewStyles];

  constructor() {
    super();
    this.pictures = true;
    this.version = 0;
  }

  /** Moves the keyboard to the messages, as soon as the stream is shown. */
  focusMessages(): void {
    void actWhenReady(this.#shown.promise, () => this.#pane?.focusRow());
  }

  /** Moves the keyboard to the filter, as soon as the stream is shown. */
  focusFilter(): void {
    const focus = () => this.renderRoot.querySelector<FilterBar>("filter-bar")?.focusQuery();
    void actWhenReady(this.#shown.promise, focus);
  }

  toggleFollow(): void {
    this.#reading.setFollow(this.#reading.follow !== "on");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The messages come first: where both have no room, the pictures are a click away.
    const root = this.getRootNode();
    this.pictures = root instanceof ShadowRoot && root.host.clientHeight >= roomForPictures;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading.dispose();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("connection") || changed.has("path")) this.#watch();
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
      <details
        ?open=${this.pictures}
        @toggle=${(event: Event) => (this.pictures = (event.target as HTMLDetailsElement).open)}
      >
        <summary>Life</summary>
        ${
          this.pictures
            ? html`<stream-pictures
                .connection=${this.connection}
                .info=${info}
                @seek-offset=${(event: CustomEvent<string>) => void this.#seek(event.detail)}
              ></stream-pictures>`
            : nothing
        }
      </details>
      <position-bar
        .follow=${reading.follow}
        .view=${view}
        .problem=${reading.seekProblem}
        @seek=${(event: CustomEvent<string>) => void this.#seek(event.detail)}
        @follow-change=${(event: CustomEvent<boolean>) => reading.setFollow(event.detail)}
        @view-change=${(event: CustomEvent<ContentView>) => (this.view = event.detail)}
      ></position-bar>
      <filter-bar
        .search=${reading.search}
        .version=${this.version}
        .json=${isJsonContentType(info.contentType)}
        @filter-change=${(event: CustomEvent<MessageFilter | null>) => reading.filter(event.detail ?? undefined)}
      ></filter-bar>
      ${this.#notice()}
      <message-pane
        .connection=${this.connection}
        .info=${info}
        .reading=${reading}
        .view=${view}
        .version=${this.version}
        .canManage=${this.canManage}
        @selection-change=${(event: CustomEvent<RowRange | undefined>) => (this.selected = event.detail)}
        @fork-here=${(event: CustomEvent<string>) => this.#act(forkStream(this.connection.streams, info, event.detail))}
      ></message-pane>
    `;
  }

  #notice(): TemplateResult | typeof nothing {
    const { problem } = this.#reading.feed;
    if (problem === undefined) return nothing;
    const { title, text } = explain(problem);
    return html`<div class="notice" role="alert">
      <p><strong>${title}.</strong> ${text}</p>
      ${hasCode(problem, "GONE") ? html`<button @click=${() => void this.#seek("-1")}>Go to the start</button>` : nothing}
    </div>`;
  }

  #failure(error: unknown): TemplateResult {
    const { title, text } = explain(error);
    return html`<div class="empty" role="alert">
      <strong>${title}</strong>
      <p>${text}</p>
      <button @click=${() => this.#watch()}>Look again</button>
    </div>`;
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

  /** Starts over, with the first info. */
  #watch(): void {
    this.#reading?.dispose();
    this.#reading = new StreamReading(this.connection, this.path, () => this.version++);
    this.#shown = Promise.withResolvers();
    this.view = undefined;
    this.selected = undefined;
    this.#info.observe(this.connection.streams.info$(this.path));
    this.requestUpdate();
  }

  async #seek(place: string): Promise<void> {
    const index = await this.#reading.seek(place);
    await this.updateComplete;
    if (index !== undefined) this.#pane?.showFirst(index);
  }

  get #pane(): MessagePane | null {
    return this.renderRoot.querySelector("message-pane");
  }
}

customElements.define("stream-view", StreamView);

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Connected } from "../connection/connected.ts";
import type { ContentView } from "../content/view.ts";
import { formatCount, formatMessages } from "../format/numbers.ts";
import "../pane-splitter.ts";
import { controls } from "../style/controls.ts";
import { emptyStyles } from "../style/empty.ts";
import "./detail/message-detail.ts";
import "./list/message-list.ts";
import type { MessageList } from "./list/message-list.ts";
import { messagePaneStyles } from "./message-pane-styles.ts";
import type { MessageRow } from "./list/message-row.ts";
import type { StreamReading } from "./stream-reading.ts";

/** The list of messages, and below it the one that is open. `selection-change` and `fork-here` come from within. */
export class MessagePane extends LitElement {
  static override properties = {
    connection: { attribute: false },
    info: { attribute: false },
    reading: { attribute: false },
    view: { attribute: false },
    version: { attribute: false },
    canManage: { attribute: false },
    opened: { state: true },
    maximized: { state: true },
    split: { state: true },
  };

  declare connection: Connected;
  declare info: StreamInfo;
  declare reading: StreamReading;
  declare view: ContentView;
  declare version: number;
  declare canManage: boolean;
  /** The message that is shown in full. */
  declare private opened: { readonly index: number; readonly row: MessageRow } | undefined;
  declare private maximized: boolean;
  /** The list's share of the height, in percent. */
  declare private split: number;
  /** What is to be opened as soon as it is here. */
  #wanted: number | undefined;

  static override styles = [controls, emptyStyles, messagePaneStyles];

  constructor() {
    super();
    this.split = 55;
    this.maximized = false;
  }

  focusRow(): void {
    this.#list?.focusRow();
  }

  showFirst(index: number): void {
    this.#list?.showFirst(index);
  }

  /** With the list in it, which takes the keyboard. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    await this.#list?.updateComplete;
    return isComplete;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("reading")) this.#close();
    if (changed.has("split")) this.style.setProperty("--list-share", `${this.split}%`);
    if (this.#wanted !== undefined) this.#open(this.#wanted);
  }

  protected override render(): TemplateResult {
    const { reading, opened } = this;
    return html`
      <div class="panes ${opened ? "split" : ""} ${opened && this.maximized ? "maximized" : ""}">
        <div class="list">
          ${reading.source.end === reading.source.first ? this.#empty() : this.#messages()}
          ${reading.follow === "paused" ? this.#newer() : nothing}
        </div>
        ${opened ? this.#detail(opened.row) : nothing}
      </div>
      ${this.#footer()}
    `;
  }

  #messages(): TemplateResult {
    const { reading } = this;
    return html`<message-list
      .source=${reading.source}
      .view=${this.view}
      .opened=${this.opened?.index}
      .follow=${reading.follow}
      .version=${this.version}
      @message-open=${(event: CustomEvent<number>) => this.#open(event.detail)}
      @selection-change=${(event: CustomEvent) => this.dispatchEvent(new CustomEvent("selection-change", event))}
      @detail-close=${() => this.#close()}
      @follow-change=${(event: CustomEvent<boolean>) => (event.detail ? reading.setFollow(true) : reading.pause())}
    ></message-list>`;
  }

  #detail(row: MessageRow): TemplateResult {
    return html`
      <pane-splitter
        orientation="horizontal"
        aria-label="Resize the message"
        .value=${this.split}
        @split-change=${(event: CustomEvent<number>) => (this.split = event.detail)}
      ></pane-splitter>
      <section class="detail" aria-label="Message">
        <message-detail
          .connection=${this.connection}
          .path=${this.info.path}
          .row=${row}
          .view=${this.view}
          .canManage=${this.canManage}
          .maximized=${this.maximized}
          @detail-close=${() => this.#onClose()}
          @detail-maximize=${() => (this.maximized = !this.maximized)}
          @fork-here=${(event: CustomEvent) => this.dispatchEvent(new CustomEvent("fork-here", event))}
        ></message-detail>
      </section>
    `;
  }

  #empty(): TemplateResult {
    const { search } = this.reading;
    if (search)
      return html`<p class="empty"><strong>${search.running ? "Searching…" : "Nothing found"}</strong></p>`;
    const text = this.info.closed
      ? "It was closed without any, or none is kept any more."
      : "What is appended to this stream appears here.";
    return html`<p class="empty"><strong>No messages</strong> ${text}</p>`;
  }

  #newer(): TemplateResult {
    const { newer } = this.reading;
    return html`<button class="new" @click=${() => this.reading.setFollow(true)}>
      ${newer > 0 ? `${formatCount(newer)} new` : "Back to the tail"} ↓
    </button>`;
  }

  #footer(): TemplateResult {
    const { floor, tail } = this.reading.feed;
    const dropped = floor > 0 ? `, ${formatCount(floor)} before them not kept` : "";
    return html`<footer>
      <span>${formatMessages(tail - floor)}${dropped}</span>
      <span class="state" role="status"
        >${{ on: "Following", paused: "Paused", off: "" }[this.reading.follow]}</span
      >
    </footer>`;
  }

  #open(index: number): void {
    const row = this.reading.source.row(index);
    this.#wanted = row ? undefined : index;
    if (row) this.opened = { index, row };
  }

  #onClose(): void {
    this.#close();
    this.focusRow();
  }

  #close(): void {
    this.opened = undefined;
    this.#wanted = undefined;
    this.maximized = false;
  }

  get #list(): MessageList | null {
    return this.renderRoot.querySelector("message-list");
  }
}

customElements.define("message-pane", MessagePane);

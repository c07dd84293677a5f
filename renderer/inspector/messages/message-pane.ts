import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Connected } from "../connection/connected.ts";
import type { ListView } from "../content/view.ts";
import { formatCount, formatMessages } from "../format/numbers.ts";
import "../pane-splitter.ts";
import { controls } from "../style/controls.ts";
import { emptyState, emptyStyles } from "../style/empty-state.ts";
import "./detail/message-detail.ts";
import "./list/message-list.ts";
import type { MessageList } from "./list/message-list.ts";
import "./table/message-table.ts";
import type { MessageTable } from "./table/message-table.ts";
import { copyMessages } from "./copy-messages.ts";
import { messagePaneStyles } from "./message-pane-styles.ts";
import type { MessageRow } from "./list/message-row.ts";
import { keepTimeMode, readTimeMode, timeModes, type TimeMode } from "./list/time-mode.ts";
import type { RowRange } from "./list/row-selection.ts";
import type { StreamReading } from "./stream-reading.ts";

/**
 * The list of messages, and below it the open one. Fires `message-change` (`detail`: the offset of the open message, or
 * null), `selection-change`, `export-messages` (`detail`: their positions) and `fork-here`.
 */
export class MessagePane extends LitElement {
  static override properties = {
    connection: { attribute: false },
    info: { attribute: false },
    reading: { attribute: false },
    view: { attribute: false },
    version: { attribute: false },
    canManage: { attribute: false },
    opened: { state: true },
    selected: { state: true },
    result: { state: true },
    times: { state: true },
    maximized: { state: true },
    split: { state: true },
  };

  declare connection: Connected;
  declare info: StreamInfo;
  declare reading: StreamReading;
  declare view: ListView;
  declare version: number;
  declare canManage: boolean;
  /** The open message. */
  declare private opened: MessageRow | undefined;
  declare private selected: RowRange | undefined;
  /** What the last copy of messages has led to. */
  declare private result: string;
  declare private times: TimeMode;
  declare private maximized: boolean;
  /** The height of the list, in percent. */
  declare private split: number;
  /** The position of a message to open once its row is loaded. */
  #pending: number | undefined;
  /** The offset that the last `message-change` told. */
  #shownOffset: string | undefined;

  static override styles = [controls, emptyStyles, messagePaneStyles];

  constructor() {
    super();
    this.split = 55;
    this.maximized = false;
    this.result = "";
    this.times = readTimeMode();
  }

  focusRow(): void {
    this.#list?.focusRow();
  }

  showFirst(index: number): void {
    this.#list?.showFirst(index);
  }

  /** Selects and opens the message at a position, which is loaded. */
  async show(position: number): Promise<void> {
    this.#open(position);
    await this.getUpdateComplete();
    const index = this.reading.source.indexOf(position);
    if (index !== undefined) this.#list?.showBetween(index);
  }

  /** Moves to the next match of the filter, or the one before. */
  stepMatch(by: 1 | -1): void {
    this.#list?.step(by);
  }

  /** Closes the open message, if there is one. */
  close(): void {
    if (this.opened) this.#onClose();
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
    if (this.#pending !== undefined) this.#open(this.#pending);
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("opened") || this.opened?.offset === this.#shownOffset) return;
    this.#shownOffset = this.opened?.offset;
    this.dispatchEvent(new CustomEvent("message-change", { detail: this.#shownOffset }));
  }

  protected override render(): TemplateResult {
    const { reading, opened } = this;
    return html`
      <div class="panes ${opened ? "split" : ""} ${opened && this.maximized ? "maximized" : ""}">
        <div class="list">
          ${reading.source.end === reading.source.first ? this.#empty() : this.view === "table" ? this.#table() : this.#messages()}
          ${reading.follow === "paused" ? this.#newer() : nothing}
        </div>
        ${opened ? this.#detail(opened) : nothing}
      </div>
      ${this.#footer()}
    `;
  }

  #messages(): TemplateResult {
    const { reading } = this;
    return html`<message-list
      .source=${reading.source}
      .view=${this.view}
      .opened=${this.opened?.position}
      .follow=${reading.follow}
      .tail=${reading.feed.tail}
      .sought=${reading.sought}
      .times=${this.times}
      .version=${this.version}
      @message-open=${(event: CustomEvent<number>) => this.#open(event.detail)}
      @selection-change=${(event: CustomEvent<RowRange | undefined>) => this.#onSelection(event.detail)}
      @messages-copy=${() => void this.#copy()}
      @detail-close=${() => this.#close()}
      @follow-change=${(event: CustomEvent<boolean>) => (event.detail ? reading.setFollow(true) : reading.pause())}
    ></message-list>`;
  }

  #table(): TemplateResult {
    const { reading } = this;
    return html`<message-table
      .connection=${this.connection}
      .info=${this.info}
      .source=${reading.source}
      .opened=${this.opened?.position}
      .follow=${reading.follow}
      .sought=${reading.sought}
      .times=${this.times}
      .version=${this.version}
      @row-open=${(event: CustomEvent<MessageRow>) => (this.opened = event.detail)}
      @detail-close=${() => this.#close()}
      @follow-change=${(event: CustomEvent<boolean>) => (event.detail ? reading.setFollow(true) : reading.pause())}
    ></message-table>`;
  }

  #detail(row: MessageRow): TemplateResult {
    return html`
      <pane-splitter
        orientation="horizontal"
        aria-label="Resize message"
        .value=${this.split}
        @split-change=${(event: CustomEvent<number>) => (this.split = event.detail)}
      ></pane-splitter>
      <section class="detail" aria-label="Message">
        <message-detail
          .connection=${this.connection}
          .path=${this.info.path}
          .row=${row}
          .view=${this.view === "table" ? "json" : this.view}
          .sought=${this.reading.sought}
          .times=${this.times}
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
    if (search) return emptyState(search.running ? "Searching…" : "No matches");
    const text = this.info.closed
      ? "The stream is closed, and holds no messages."
      : "Messages appear here as they are appended.";
    return emptyState("No messages", text);
  }

  #newer(): TemplateResult {
    const { newer } = this.reading;
    return html`<button class="new" @click=${() => this.reading.setFollow(true)}>
      ${newer > 0 ? `${formatCount(newer)} new` : "Back to tail"} ↓
    </button>`;
  }

  #footer(): TemplateResult {
    const { floor, tail } = this.reading.feed;
    const dropped = floor > 0 ? `, ${formatCount(floor)} earlier ones dropped` : "";
    return html`<footer>
      ${this.#positions.length > 1 ? this.#selection() : html`<span>${formatMessages(tail - floor)}${dropped}</span>`}
      <span role="status">${this.result}</span>
      <select
        aria-label="Times"
        .value=${this.times}
        @change=${(event: Event) => keepTimeMode((this.times = (event.target as HTMLSelectElement).value as TimeMode))}
      >
        ${timeModes.map(({ value, label }) => html`<option value=${value} ?selected=${value === this.times}>${label}</option>`)}
      </select>
      <span class="state" role="status"
        >${{ on: "Following", paused: "Paused", off: "" }[this.reading.follow]}</span
      >
    </footer>`;
  }

  #selection(): TemplateResult {
    const positions = this.#positions;
    return html`<strong>${formatCount(positions.length)} selected</strong>
      <span class="actions">
        <button title="Copy the contents (Ctrl+C)" @click=${() => void this.#copy()}>Copy</button>
        ${this.canManage ? html`<button @click=${() => this.dispatchEvent(new CustomEvent("export-messages", { detail: positions }))}>Export…</button>` : nothing}
        <button class="quiet" @click=${() => this.#list?.clearSelection()}>Clear selection</button>
      </span>`;
  }

  /** The positions of the selected messages. */
  get #positions(): number[] {
    const { first, last } = this.selected ?? { first: 0, last: -1 };
    const positions: number[] = [];
    for (let index = first; index <= last; index++) {
      const position = this.reading.source.positionAt(index);
      if (position !== undefined) positions.push(position);
    }
    return positions;
  }

  #onSelection(detail: RowRange | undefined): void {
    this.selected = detail;
    this.result = "";
    this.dispatchEvent(new CustomEvent("selection-change", { detail }));
  }

  async #copy(): Promise<void> {
    this.result = await copyMessages(this.connection, this.info, this.#positions);
  }

  #open(position: number): void {
    const { source, feed } = this.reading;
    const index = source.indexOf(position);
    const row = (index === undefined ? undefined : source.row(index)) ?? feed.row(position);
    this.#pending = row ? undefined : position;
    if (row) this.opened = row;
  }

  #onClose(): void {
    this.#close();
    this.focusRow();
  }

  #close(): void {
    this.opened = undefined;
    this.#pending = undefined;
    this.maximized = false;
  }

  get #list(): MessageList | MessageTable | null {
    return this.renderRoot.querySelector<MessageList | MessageTable>("message-list, message-table");
  }
}

customElements.define("message-pane", MessagePane);

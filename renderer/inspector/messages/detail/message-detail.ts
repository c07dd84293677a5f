import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { copyText } from "../../clipboard.ts";
import { copiedContent } from "../../content/copied.ts";
import { isJsonText } from "../../content/json.ts";
import "../../content/json-tree.ts";
import { Marks, markStyles } from "../../content/marks.ts";
import { contentStyles, renderBlock } from "../../content/render.ts";
import { decodeText } from "../../content/text.ts";
import type { ContentView } from "../../content/view.ts";
import "../difference/message-difference.ts";
import { explainInLine } from "../../explain.ts";
import { formatBytes, formatExactBytes } from "../../format/numbers.ts";
import { formatExactDate } from "../../format/times.ts";
import { controls } from "../../style/controls.ts";
import { icons } from "../../style/icons.ts";
import { messageDetailStyles } from "./message-detail-styles.ts";
import { headBytes, loadMessage, type OpenedMessage } from "./load-message.ts";
import type { MessageRow } from "../list/message-row.ts";
import { dateIn, type TimeMode } from "../list/time-mode.ts";
import type { Connected } from "../../connection/connected.ts";

/** Longer JSON is shown as text, because the tree has a node for each value. */
const treeBytes = 1024 * 1024;

/** One message in full. Fires `detail-close`, `detail-maximize` and `fork-here` (`detail`: an offset). */
export class MessageDetail extends LitElement {
  static override properties = {
    connection: { attribute: false },
    path: { attribute: false },
    row: { attribute: false },
    view: { attribute: false },
    sought: { attribute: false },
    times: { attribute: false },
    canManage: { attribute: false },
    maximized: { attribute: false },
    message: { state: true },
    problem: { state: true },
    loading: { state: true },
    copied: { state: true },
    compared: { state: true },
  };

  declare connection: Connected;
  declare path: string;
  declare row: MessageRow;
  declare view: ContentView;
  /** The text to mark, and to bring into view when the message is opened. */
  declare sought: string | undefined;
  declare times: TimeMode;
  declare canManage: boolean;
  declare maximized: boolean;
  /** The part of the message that is loaded. */
  declare private message: OpenedMessage | undefined;
  declare private problem: unknown;
  declare private loading: boolean;
  declare private copied: string;
  /** Whether the difference to the message before is shown in place of the content. */
  declare private compared: boolean;

  readonly #marks = new Marks();
  #blocks: Node[] = [];
  #tree: string | undefined;

  static override styles = [controls, contentStyles, markStyles, messageDetailStyles];

  constructor() {
    super();
    this.loading = false;
    this.copied = "";
    this.compared = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("row") && changed.get("row")?.offset !== this.row.offset) this.#open();
    if (["message", "view"].some((name) => changed.has(name))) this.#layOut();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#marks.clear();
  }

  protected override updated(changed: PropertyValues): void {
    if (!["message", "view", "sought", "compared"].some((name) => changed.has(name))) return;
    this.#marks.show(this.#tree === undefined ? this.#blocks : [], this.sought);
    this.#scrollToMark();
  }

  #scrollToMark(): void {
    const box = this.renderRoot.querySelector(".content");
    if (!box) return;
    const mark = this.#marks.first;
    const block = mark?.startContainer.parentElement?.closest<HTMLElement>(".content > code");
    // Otherwise it has its own height only once it is near the view, and could not be scrolled to.
    if (block) block.style.contentVisibility = "visible";
    const found = mark?.getBoundingClientRect();
    const { top } = box.getBoundingClientRect();
    box.scrollTop = found ? found.top - top + box.scrollTop - box.clientHeight / 2 : 0;
  }

  protected override render(): TemplateResult {
    const { size, appendedAt, offset } = this.row;
    return html`
      <header>
        <h3 title="Offset after this message">${offset}</h3>
        <span class="quiet" title=${formatExactDate(new Date(appendedAt))}
          >${dateIn(this.times, appendedAt)}</span
        >
        <span class="quiet" title=${formatExactBytes(size)}>${formatBytes(size)}</span>
        <span class="quiet" role="status">${this.copied}</span>
        <div class="actions">
          <button
            class="quiet"
            aria-label="Compare with previous"
            aria-pressed=${this.compared}
            title="Show what differs from the message before"
            @click=${() => (this.compared = !this.compared)}
          >
            Compare
          </button>
          <button class="quiet" @click=${() => this.#copy(offset)}>Copy offset</button>
          <button class="quiet" ?disabled=${!this.message} @click=${() => this.#copyContent()}>
            Copy content
          </button>
          ${this.canManage ? html`<button class="quiet" @click=${() => this.#fire("fork-here", offset)}>Fork here…</button>` : nothing}
          <button
            class="quiet icon"
            aria-label="Maximize message"
            aria-pressed=${this.maximized}
            title="Maximize message"
            @click=${() => this.#fire("detail-maximize")}
          >
            ${icons.maximize}
          </button>
          <button
            class="quiet icon"
            aria-label="Close message"
            title="Close message (Esc)"
            @click=${() => this.#fire("detail-close")}
          >
            ${icons.close}
          </button>
        </div>
      </header>
      <div
        class="body"
        role="group"
        aria-label="Message content"
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        ${this.#content()}
      </div>
      ${this.problem ? html`<p class="problem" role="alert">${explainInLine(this.problem)}</p>` : nothing}
      ${this.message && this.message.bytes.length < size ? this.#more(this.message) : nothing}
    `;
  }

  #content(): TemplateResult {
    if (this.compared && this.message) return this.#difference(this.message);
    if (this.#tree !== undefined)
      return html`<json-tree .text=${this.#tree} .sought=${this.sought}></json-tree>`;
    return html`<div
      class="content ${this.view}"
      role="document"
      tabindex="0"
      aria-label="Content of the message"
    >
      ${this.#blocks}
    </div>`;
  }

  #difference({ bytes }: OpenedMessage): TemplateResult {
    return html`<message-difference
      role="document"
      tabindex="0"
      aria-label="Difference to the message before"
      .connection=${this.connection}
      .path=${this.path}
      .row=${this.row}
      .bytes=${bytes}
      .view=${this.view}
    ></message-difference>`;
  }

  #more({ bytes }: OpenedMessage): TemplateResult {
    return html`<div class="more">
      Showing the first ${formatBytes(bytes.length)}.
      <button ?disabled=${this.loading} @click=${() => void this.#load(this.row, Infinity)}>
        ${this.loading ? "Loading…" : `Load all ${formatBytes(this.row.size)}`}
      </button>
    </div>`;
  }

  #open(): void {
    this.message = undefined;
    this.problem = undefined;
    this.copied = "";
    this.loading = false;
    const { row } = this;
    if (row.head.length === row.size) this.message = { offset: row.offset, bytes: row.head };
    else void this.#load(row, headBytes);
  }

  async #load(row: MessageRow, limit: number): Promise<void> {
    this.loading = true;
    try {
      const message = await loadMessage(this.connection, this.path, row, limit);
      if (row.offset === this.row.offset) this.message = message;
    } catch (error) {
      if (row.offset === this.row.offset) this.problem = error;
    } finally {
      if (row.offset === this.row.offset) this.loading = false;
    }
  }

  #layOut(): void {
    this.#blocks = [];
    this.#tree = undefined;
    const bytes = this.message?.bytes;
    if (!bytes) return;
    const cut = bytes.length < this.row.size;
    if (this.view === "json" && bytes.length <= treeBytes) {
      const text = decodeText(bytes, cut);
      if (isJsonText(text, cut)) return void (this.#tree = text);
    }
    this.#blocks = renderBlock(bytes, cut, this.view);
  }

  #copyContent(): Promise<void> {
    const { bytes } = this.message!;
    const cut = bytes.length < this.row.size;
    const { text, isHex } = copiedContent(bytes, cut);
    const part = cut ? ` the first ${formatBytes(bytes.length)}` : "";
    return this.#copy(text, `Copied${part}${isHex ? " as hex" : ""}`);
  }

  async #copy(text: string, result?: string): Promise<void> {
    this.copied = await copyText(text, result);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") this.#fire("detail-close");
  }

  #fire(name: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("message-detail", MessageDetail);

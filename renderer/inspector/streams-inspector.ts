import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ConnectionState, Streams } from "../client/index.ts";
import { explain } from "./explain.ts";
import { Observed } from "./live/observed.ts";
import "./pane-splitter.ts";
import "./stream-view.ts";
import type { StreamView } from "./stream-view.ts";
import { inspectorStyles } from "./streams-inspector-styles.ts";
import "./streams/stream-list.ts";
import type { StreamList } from "./streams/stream-list.ts";
import { controls } from "./style/controls.ts";
import { tokens } from "./style/tokens.ts";

/**
 * The inspector: the streams of a store, and the messages of one of them. Give it `streams`, as
 * `connectStreams()` returns them; it fills the box that it is put into.
 */
export class StreamsInspector extends LitElement {
  static override properties = {
    streams: { attribute: false },
    failure: { attribute: false },
    opened: { state: true },
    split: { state: true },
  };

  declare streams: Streams | undefined;
  /** Why there are no streams to show, if connecting failed. */
  declare failure: unknown;
  /** The path of the stream on the right. */
  declare private opened: string | undefined;
  /** The list's share of the width, in percent. */
  declare private split: number;

  readonly #connection = new Observed<ConnectionState>(this);

  static override styles = [tokens, controls, inspectorStyles];

  constructor() {
    super();
    this.split = 46;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.ownerDocument.addEventListener("keydown", this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ownerDocument.removeEventListener("keydown", this.#onKey);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("streams")) this.#connection.observe(this.streams?.connection$);
    this.style.setProperty("--split", `${this.split}%`);
  }

  protected override render(): TemplateResult {
    return html`
      <h1 class="hidden">Streams inspector</h1>
      <div class="banner" role="status">${this.#connectionText()}</div>
      ${this.streams ? this.#panes(this.streams) : this.#waiting()}
    `;
  }

  #panes(streams: Streams): TemplateResult {
    return html`<div class="panes ${this.opened === undefined ? "" : "opened"}">
      <section class="streams" aria-label="Streams">
        <stream-list
          .streams=${streams}
          .opened=${this.opened}
          @stream-open=${(event: CustomEvent<string>) => this.#onOpen(event)}
        ></stream-list>
      </section>
      <pane-splitter
        orientation="vertical"
        aria-label="Resize the list of streams"
        .value=${this.split}
        @split-change=${(event: CustomEvent<number>) => (this.split = event.detail)}
      ></pane-splitter>
      <section class="stream" aria-label="Stream">
        ${
          this.opened === undefined
            ? html`<p class="empty">
                <strong>No stream is open</strong> Choose one on the left: arrow keys, then Enter.
              </p>`
            : html`<stream-view
                .streams=${streams}
                .path=${this.opened}
                @stream-back=${() => this.#back()}
              ></stream-view>`
        }
      </section>
    </div>`;
  }

  #waiting(): TemplateResult | typeof nothing {
    if (this.failure === undefined) return nothing;
    const { title, text } = explain(this.failure);
    return html`<div class="empty" role="alert"><strong>${title}</strong> ${text}</div>`;
  }

  #connectionText(): TemplateResult | typeof nothing {
    if (this.failure !== undefined) return nothing;
    const state = this.streams ? this.#connection.value : "connecting";
    if (state === "connecting")
      return html`<p>${this.streams ? "The connection was lost. Connecting again…" : "Connecting…"}</p>`;
    if (state === "closed")
      return html`<p class="closed">The connection is closed. Reload to connect again.</p>`;
    return nothing;
  }

  async #onOpen({ detail }: CustomEvent<string>): Promise<void> {
    this.opened = detail;
    // Where only one of the two is in view, the keyboard goes along.
    await this.updateComplete;
    if (!this.#list?.checkVisibility()) this.#view?.focusMessages();
  }

  async #back(): Promise<void> {
    this.opened = undefined;
    await this.updateComplete;
    this.#list?.focusRow();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (event.key === "/") this.#list?.focusFilter();
    else if (event.key === "f" && this.#view) this.#view.toggleFollow();
    else return;
    event.preventDefault();
  };

  get #list(): StreamList | null {
    return this.renderRoot.querySelector("stream-list");
  }

  get #view(): StreamView | null {
    return this.renderRoot.querySelector("stream-view");
  }
}

/** Whether the key goes into a field. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (target instanceof HTMLInputElement) return target.type !== "radio";
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}

customElements.define("streams-inspector", StreamsInspector);

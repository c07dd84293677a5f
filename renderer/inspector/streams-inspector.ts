import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StoreHealth } from "../../src/protocol/inspection/health.ts";
import type { ConnectionState } from "../client/index.ts";
import type { StreamsInspectorElement } from "../client/streams-inspector-element.ts";
import "./actions/action-dialog.ts";
import type { ActionDialog } from "./actions/action-dialog.ts";
import type { ActionForm } from "./actions/action-form.ts";
import { createStream } from "./actions/create-stream.ts";
import type { Connected } from "./connection/connected.ts";
import { explain } from "./explain.ts";
import "./health/health-view.ts";
import { Observed } from "./live/observed.ts";
import "./pane-splitter.ts";
import "./replication/replication-view.ts";
import { actWhenReady } from "./shell/act-when-ready.ts";
import "./shell/help-dialog.ts";
import type { HelpDialog } from "./shell/help-dialog.ts";
import { changeLastView, readLastView, type LastView, type ViewName } from "./shell/last-view.ts";
import { isTyping, keyOf } from "./shell/shortcuts.ts";
import "./shell/top-bar.ts";
import "./pictures/space-view.ts";
import "./stream-view.ts";
import type { StreamView } from "./stream-view.ts";
import { inspectorStyles } from "./streams-inspector-styles.ts";
import "./streams/stream-list.ts";
import type { StreamList } from "./streams/stream-list.ts";
import { controls } from "./style/controls.ts";
import { emptyStyles } from "./style/empty.ts";
import { tokens } from "./style/tokens.ts";

/**
 * The inspector: the streams of a store, and the messages of one of them. Give it the `connection` that
 * `connectInspection()` returns; it fills the box that it is put into.
 */
export class StreamsInspector extends LitElement implements StreamsInspectorElement {
  static override properties = {
    connection: { attribute: false },
    failure: { attribute: false },
    last: { state: true },
    said: { state: true },
  };

  declare connection: Connected | undefined;
  declare failure: unknown;
  declare private last: LastView;
  /** What the last action did. */
  declare private said: string;

  readonly #state = new Observed<ConnectionState>(this, (state) => (this.#wasOpen ||= state === "open"));
  #wasOpen = false;
  readonly #health = new Observed<StoreHealth>(this, () => this.#rightsKnown.resolve());
  /** Settles when the store has said whether the inspector may change anything. */
  #rightsKnown = Promise.withResolvers<void>();

  static override styles = [tokens, controls, emptyStyles, inspectorStyles];

  constructor() {
    super();
    this.last = readLastView();
    this.said = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.#onKey);
    this.ownerDocument.addEventListener("keydown", this.#onPageKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.#onKey);
    this.ownerDocument.removeEventListener("keydown", this.#onPageKey);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("connection")) {
      this.#wasOpen = false;
      this.#rightsKnown = Promise.withResolvers();
      this.#state.observe(this.connection?.streams.connection$);
      this.#health.observe(this.connection?.inspection.health$);
    }
    this.style.setProperty("--split", `${this.last.split ?? 46}%`);
  }

  protected override render(): TemplateResult {
    const { connection } = this;
    return html`
      <h1 class="hidden">Streams inspector</h1>
      <top-bar
        .view=${this.last.view}
        .readOnly=${this.#health.value !== undefined && !this.#canManage}
        .said=${this.said}
        @view-change=${(event: CustomEvent<ViewName>) => this.#change({ view: event.detail })}
        @help=${() => this.#help?.open()}
      ></top-bar>
      <div class="banner" role="status">${this.#connectionText()}</div>
      <div
        class="view"
        @stream-open=${(event: CustomEvent<string>) => void this.#open(event.detail)}
        @action=${(event: CustomEvent<ActionForm>) => void this.#dialog?.open(event.detail)}
      >
        ${connection ? this.#view(connection) : this.#waiting()}
      </div>
      <action-dialog
        @action-done=${(event: CustomEvent<string>) => (this.said = event.detail)}
      ></action-dialog>
      <help-dialog></help-dialog>
    `;
  }

  #view(connection: Connected): TemplateResult {
    const canManage = this.#canManage;
    if (this.last.view === "space") return html`<space-view .connection=${connection}></space-view>`;
    if (this.last.view === "health")
      return html`<health-view
        .connection=${connection}
        .health=${this.#health.value}
        .canManage=${canManage}
      ></health-view>`;
    if (this.last.view === "replication")
      return html`<replication-view .connection=${connection} .canManage=${canManage}></replication-view>`;
    const { path } = this.last;
    return html`<div class="panes ${path === undefined ? "" : "opened"}">
      <section class="streams" aria-label="Streams">
        <stream-list
          .connection=${connection}
          .opened=${path}
          .layout=${this.last.layout ?? "list"}
          .canManage=${canManage}
          @layout-change=${(event: CustomEvent<"list" | "tree">) => this.#change({ layout: event.detail })}
          @create-stream=${(event: CustomEvent<string>) => this.#create(connection, event.detail)}
        ></stream-list>
      </section>
      <pane-splitter
        orientation="vertical"
        aria-label="Resize the list of streams"
        .value=${this.last.split ?? 46}
        @split-change=${(event: CustomEvent<number>) => this.#change({ split: event.detail })}
      ></pane-splitter>
      <section class="stream" aria-label="Stream">
        ${
          path === undefined
            ? html`<p class="empty">
                <strong>No stream is open</strong> Choose one on the left: arrow keys, then Enter. Press ? for
                all keys.
              </p>`
            : html`<stream-view
                .connection=${connection}
                .path=${path}
                .canManage=${canManage}
                @stream-back=${() => void this.#back()}
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
    const state = this.connection ? this.#state.value : "connecting";
    if (state === "connecting")
      return html`<p>${this.#wasOpen ? "The connection was lost. Connecting again…" : "Connecting…"}</p>`;
    if (state === "closed")
      return html`<p class="closed">The connection is closed. Reload to connect again.</p>`;
    return nothing;
  }

  get #canManage(): boolean {
    return this.#health.value?.mayManage ?? false;
  }

  #createIfAllowed(connection: Connected): void {
    void actWhenReady(this.#rightsKnown.promise, () => {
      if (this.#canManage && connection === this.connection) this.#create(connection);
    });
  }

  #create({ streams }: Connected, prefix = ""): void {
    void this.#dialog?.open(createStream(streams, prefix));
  }

  async #open(path: string): Promise<void> {
    this.#change({ view: "streams", path });
    // Where only one of the two is in view, the keyboard goes along.
    await this.updateComplete;
    if (!this.#list?.checkVisibility()) this.#stream?.focusMessages();
  }

  async #back(): Promise<void> {
    this.#change({ path: undefined });
    await this.updateComplete;
    this.#list?.focusRow();
  }

  #change(changed: { readonly [Name in keyof LastView]?: LastView[Name] | undefined }): void {
    changeLastView(changed);
    this.last = { ...this.last, ...changed };
  }

  /** With nothing focused in the page, keys mean the inspector, if it is all there is. */
  readonly #onPageKey = (event: KeyboardEvent): void => {
    if (event.target === this.ownerDocument.body) this.#onKey(event);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isTyping(event)) return;
    const { connection } = this;
    const act = {
      "/": () => this.#change({ view: "streams" }),
      "1": () => this.#change({ view: "streams" }),
      "2": () => this.#change({ view: "space" }),
      "3": () => this.#change({ view: "health" }),
      "4": () => this.#change({ view: "replication" }),
      f: () => this.#stream?.toggleFollow(),
      m: () => this.#stream?.focusMessages(),
      s: () => this.#stream?.focusFilter(),
      n: () => connection && this.#createIfAllowed(connection),
      "?": () => this.#help?.open(),
    }[keyOf(event)];
    if (!act) return;
    event.preventDefault();
    act();
    if (event.key === "/") void this.updateComplete.then(() => this.#list?.focusFilter());
  };

  get #list(): StreamList | null {
    return this.renderRoot.querySelector("stream-list");
  }

  get #stream(): StreamView | null {
    return this.renderRoot.querySelector("stream-view");
  }

  get #dialog(): ActionDialog | null {
    return this.renderRoot.querySelector("action-dialog");
  }

  get #help(): HelpDialog | null {
    return this.renderRoot.querySelector("help-dialog");
  }
}

customElements.define("streams-inspector", StreamsInspector);

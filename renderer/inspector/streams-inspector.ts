import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StoreHealth } from "../../src/protocol/inspection/health.ts";
import type { ConnectionState } from "../client/index.ts";
import type { StreamsInspectorElement } from "../client/streams-inspector-element.ts";
import "./actions/action-dialog.ts";
import type { ActionDialog } from "./actions/action-dialog.ts";
import type { ActionForm } from "./actions/action-form.ts";
import { createStream } from "./actions/create-stream.ts";
import { importNewStream } from "./actions/import-file.ts";
import type { Connected } from "./connection/connected.ts";
import { explain } from "./explain.ts";
import "./health/health-view.ts";
import { historyStep, isInDialog, isTyping, matchStep, plainKey } from "./keys.ts";
import { Observed } from "./live/observed.ts";
import "./pane-splitter.ts";
import "./replication/replication-view.ts";
import { actWhenReady } from "./shell/act-when-ready.ts";
import "./shell/help-dialog.ts";
import type { HelpDialog } from "./shell/help-dialog.ts";
import { connectionBanner } from "./shell/connection-banner.ts";
import type { LastView, ViewName } from "./shell/last-view.ts";
import type { PageAddress } from "./shell/page-address.ts";
import "./shell/top-bar.ts";
import { ViewState, type ViewChange } from "./shell/view-state.ts";
import "./charts/space-view.ts";
import "./stream-view.ts";
import type { StreamView } from "./stream-view.ts";
import { inspectorStyles } from "./streams-inspector-styles.ts";
import "./streams/stream-list.ts";
import type { StreamList } from "./streams/stream-list.ts";
import { controls } from "./style/controls.ts";
import { emptyState, emptyStyles } from "./style/empty-state.ts";
import { tokens } from "./style/tokens.ts";

/** The width of the list in percent: most of the room is for content. */
const defaultSplit = 30;

/**
 * The inspector: the streams of a store, and the messages of one of them. Set `connection` to the result of
 * `connectInspection()`. The element fills its container.
 */
export class StreamsInspector extends LitElement implements StreamsInspectorElement {
  static override properties = {
    connection: { attribute: false },
    failure: { attribute: false },
    address: { attribute: false },
    result: { state: true },
  };

  declare connection: Connected | undefined;
  declare failure: unknown;
  /** Where the page is the inspector's own: its URL tells what is shown. */
  declare address: PageAddress | undefined;
  /** The result of the last action. */
  declare private result: string;

  readonly #state = new Observed<ConnectionState>(this, (state) => (this.#wasOpen ||= state === "open"));
  #wasOpen = false;
  readonly #view = new ViewState(this);
  readonly #health = new Observed<StoreHealth>(this, () => this.#rightsKnown.resolve());
  /** Settles when the store has said whether the inspector may change anything. */
  #rightsKnown = Promise.withResolvers<void>();

  static override styles = [tokens, controls, emptyStyles, inspectorStyles];

  constructor() {
    super();
    this.result = "";
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
    if (changed.has("address") && this.address) this.#view.follow(this.address);
    if (changed.has("connection")) {
      this.#wasOpen = false;
      this.#rightsKnown = Promise.withResolvers();
      this.#state.observe(this.connection?.streams.connection$);
      this.#health.observe(this.connection?.inspection.health$);
    }
    this.style.setProperty("--split", `${this.#last.split ?? defaultSplit}%`);
  }

  protected override render(): TemplateResult {
    const { connection } = this;
    return html`
      <h1 class="hidden">Streams inspector</h1>
      <top-bar
        .view=${this.#last.view}
        .readOnly=${this.#health.value !== undefined && !this.#canManage}
        .result=${this.result}
        @view-change=${(event: CustomEvent<ViewName>) => this.#change({ view: event.detail })}
        @help=${() => this.#help?.open()}
      ></top-bar>
      <div class="banner" role="status">${this.#banner()}</div>
      <div
        class="view ${this.#wasOpen && this.#state.value !== "open" ? "stale" : ""}"
        @stream-open=${(event: CustomEvent<string>) => void this.#open(event.detail)}
        @action=${(event: CustomEvent<ActionForm>) => void this.#dialog?.open(event.detail)}
      >
        ${connection ? this.#content(connection) : this.#waiting()}
      </div>
      <action-dialog
        @stream-open=${(event: CustomEvent<string>) => void this.#open(event.detail)}
        @action-done=${(event: CustomEvent<string>) => (this.result = event.detail)}
      ></action-dialog>
      <help-dialog></help-dialog>
    `;
  }

  #content(connection: Connected): TemplateResult {
    const canManage = this.#canManage;
    if (this.#last.view === "space") return html`<space-view .connection=${connection}></space-view>`;
    if (this.#last.view === "health")
      return html`<health-view
        .connection=${connection}
        .health=${this.#health.value}
        .canManage=${canManage}
      ></health-view>`;
    if (this.#last.view === "replication")
      return html`<replication-view .connection=${connection} .canManage=${canManage}></replication-view>`;
    const { path } = this.#last;
    return html`<div class="panes ${path === undefined ? "" : "opened"}">
      <section class="streams" aria-label="Streams">
        <stream-list
          .connection=${connection}
          .opened=${path}
          .layout=${this.#last.layout ?? "list"}
          .canManage=${canManage}
          @layout-change=${(event: CustomEvent<"list" | "tree">) => this.#change({ layout: event.detail })}
          @create-stream=${(event: CustomEvent<string>) => this.#create(connection, event.detail)}
          @import-stream=${(event: CustomEvent<string>) => void this.#dialog?.open(importNewStream(connection.streams, event.detail))}
        ></stream-list>
      </section>
      <pane-splitter
        orientation="vertical"
        aria-label="Resize stream list"
        .value=${this.#last.split ?? defaultSplit}
        @split-change=${(event: CustomEvent<number>) => this.#change({ split: event.detail })}
      ></pane-splitter>
      <section class="stream" aria-label="Stream">
        ${
          path === undefined
            ? emptyState("No stream selected", "Select one in the list. Press ? for keyboard shortcuts.")
            : html`<stream-view
                .connection=${connection}
                .path=${path}
                .offset=${this.#last.offset}
                .canManage=${canManage}
                @message-change=${(event: CustomEvent<string | null>) => this.#change({ offset: event.detail ?? undefined })}
                @stream-back=${() => void this.#back()}
              ></stream-view>`
        }
      </section>
    </div>`;
  }

  #waiting(): TemplateResult | typeof nothing {
    if (this.failure === undefined) return nothing;
    const { title, text } = explain(this.failure);
    return emptyState(title, text, { isAlert: true });
  }

  #banner(): TemplateResult | typeof nothing {
    if (this.failure !== undefined) return nothing;
    const isServed = this.address !== undefined && location.protocol.startsWith("http");
    return connectionBanner(this.connection ? this.#state.value : "connecting", this.#wasOpen, isServed);
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
    this.#change({ view: "streams", path, ...(path !== this.#last.path && { offset: undefined }) });
    // Where only one pane is visible, the focus follows.
    await this.updateComplete;
    if (!this.#list?.checkVisibility()) this.#stream?.focusMessages();
  }

  async #back(): Promise<void> {
    this.#change({ path: undefined, offset: undefined });
    await this.updateComplete;
    this.#list?.focusRow();
  }

  #change(changed: ViewChange): void {
    this.#view.change(changed);
  }

  get #last(): LastView {
    return this.#view.last;
  }

  /** With nothing focused, the keys of the page are the inspector's. */
  readonly #onPageKey = (event: KeyboardEvent): void => {
    if (event.target === this.ownerDocument.body) this.#onKey(event);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isInDialog(event)) return;
    const step = historyStep(event);
    if (step !== undefined && this.address) {
      event.preventDefault();
      history.go(step);
      return;
    }
    const match = matchStep(event);
    if (match !== undefined && this.#stream) {
      event.preventDefault();
      this.#stream.stepMatch(match);
    } else if (!isTyping(event)) this.#runKey(event);
  };

  #runKey(event: KeyboardEvent): void {
    const { connection } = this;
    const run = {
      "/": () => this.#change({ view: "streams" }),
      "1": () => this.#change({ view: "streams" }),
      "2": () => this.#change({ view: "space" }),
      "3": () => this.#change({ view: "health" }),
      "4": () => this.#change({ view: "replication" }),
      Escape: () => this.#stream?.closeMessage(),
      f: () => this.#stream?.toggleFollow(),
      m: () => this.#stream?.focusMessages(),
      s: () => this.#stream?.focusFilter(),
      n: () => connection && this.#createIfAllowed(connection),
      "?": () => this.#help?.open(),
    }[plainKey(event)];
    if (!run) return;
    event.preventDefault();
    run();
    if (event.key === "/") void this.updateComplete.then(() => this.#list?.focusFilter());
  }

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

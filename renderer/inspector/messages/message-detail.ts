import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { contentStyles, renderBlock } from "../content/render.ts";
import { decodeText } from "../content/text.ts";
import type { ContentView } from "../content/view.ts";
import { explain } from "../explain.ts";
import { formatBytes, formatExactBytes } from "../format/numbers.ts";
import { controls } from "../style/controls.ts";
import type { MessageFeed } from "./message-feed.ts";

/** Bytes of a message that are shown at first. */
const shownBytes = 64 * 1024;

/** One message in full. Fires `detail-close`. */
export class MessageDetail extends LitElement {
  static override properties = {
    feed: { attribute: false },
    position: { attribute: false },
    view: { attribute: false },
    bytes: { state: true },
    problem: { state: true },
    whole: { state: true },
    copied: { state: true },
  };

  declare feed: MessageFeed;
  declare position: number;
  declare view: ContentView;
  /** The whole message, as soon as it is here. */
  declare private bytes: Uint8Array | undefined;
  declare private problem: unknown;
  /** Whether to show it all. */
  declare private whole: boolean;
  declare private copied: string;

  #blocks: Node[] = [];

  static override styles = [
    controls,
    contentStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--surface-raised);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding: 5px 8px 5px 12px;
        border-bottom: 1px solid var(--line);
      }
      h3 {
        margin: 0;
        font: 600 12.5px var(--mono);
      }
      .size,
      .copied {
        color: var(--text-quiet);
      }
      .actions {
        display: flex;
        gap: 4px;
        margin-inline-start: auto;
      }
      .content {
        flex: 1;
        overflow: auto;
        padding: 8px 12px;
        font: 12px/1.55 var(--mono);
        tab-size: 4;
      }
      .content:focus-visible {
        outline-offset: -2px;
      }
      .content > code {
        display: block;
        font: inherit;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
        content-visibility: auto;
        contain-intrinsic-block-size: auto 600px;
      }
      .hex > code {
        white-space: pre;
      }
      .more,
      .problem {
        padding: 6px 12px;
        border-top: 1px solid var(--line);
      }
      .problem {
        color: var(--bad);
      }
    `,
  ];

  constructor() {
    super();
    this.whole = false;
    this.copied = "";
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("position") || changed.has("feed")) this.#open();
    if (["position", "feed", "view", "bytes", "whole"].some((name) => changed.has(name))) this.#layOut();
  }

  protected override render(): TemplateResult {
    const size = this.bytes?.length;
    return html`
      <header>
        <h3 title="The offset after this message">${this.feed.offsetAt(this.position)}</h3>
        ${size === undefined ? nothing : html`<span class="size" title=${formatExactBytes(size)}>${formatBytes(size)}</span>`}
        <span class="copied" role="status">${this.copied}</span>
        <div class="actions">
          <button class="quiet" @click=${() => this.#copyOffset()}>Copy offset</button>
          <button class="quiet" ?disabled=${!this.bytes} @click=${() => this.#copyContent()}>
            Copy content
          </button>
          <button
            class="quiet"
            aria-label="Close the message"
            title="Close (Esc)"
            @click=${() => this.#close()}
          >
            ✕
          </button>
        </div>
      </header>
      <div
        class="content ${this.view}"
        role="group"
        tabindex="0"
        aria-label="Content of the message"
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        ${this.#blocks}
      </div>
      ${this.problem ? html`<p class="problem" role="alert">${explain(this.problem).title}. ${explain(this.problem).text}</p>` : nothing}
      ${this.#isCut ? this.#more() : nothing}
    `;
  }

  #more(): TemplateResult {
    return html`<div class="more">
      The first ${formatBytes(shownBytes)} are shown.
      <button @click=${() => (this.whole = true)}>Show all ${formatBytes(this.bytes!.length)}</button>
    </div>`;
  }

  get #isCut(): boolean {
    return !this.whole && this.bytes !== undefined && this.bytes.length > shownBytes;
  }

  #open(): void {
    const row = this.feed.row(this.position);
    const complete = row && row.head.length === row.size;
    this.bytes = complete ? row.head : undefined;
    this.whole = false;
    this.problem = undefined;
    this.copied = "";
    if (!complete) void this.#read(this.position);
  }

  async #read(position: number): Promise<void> {
    const { feed } = this;
    const isCurrent = () => this.position === position && this.feed === feed;
    try {
      const bytes = await feed.readMessage(position);
      if (isCurrent()) this.bytes = bytes;
    } catch (error) {
      if (isCurrent()) this.problem = error;
    }
  }

  #layOut(): void {
    const bytes = this.bytes?.subarray(0, this.#isCut ? shownBytes : undefined);
    this.#blocks = bytes ? renderBlock(bytes, this.#isCut, this.view) : [];
  }

  #copyOffset(): Promise<void> {
    return this.#copy(this.feed.offsetAt(this.position));
  }

  #copyContent(): Promise<void> {
    return this.#copy(decodeText(this.bytes!));
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = "Copied";
    } catch {
      this.copied = "The clipboard refused";
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") this.#close();
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent("detail-close"));
  }
}

customElements.define("message-detail", MessageDetail);

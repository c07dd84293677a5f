import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import { copyText } from "../clipboard.ts";
import { visibleText } from "../content/text.ts";
import { formatBytes, formatCount, formatExactBytes } from "../format/numbers.ts";
import { formatRetention } from "../format/retention.ts";
import { formatDate, formatDuration, formatExactDate } from "../format/times.ts";
import { countdown } from "../live/countdown.ts";
import "../actions/action-menu.ts";
import type { MenuItem } from "../actions/action-menu.ts";
import { fireStreamOpen } from "../stream-open.ts";
import { controls } from "../style/controls.ts";
import { fact } from "../style/fact.ts";

/** The properties of a stream, and its actions. Fires `stream-back`, `stream-open` and `show-append`. */
export class StreamHeader extends LitElement {
  static override properties = {
    path: { attribute: false },
    info: { attribute: false },
    items: { attribute: false },
    copied: { state: true },
  };

  declare path: string;
  declare info: StreamInfo | undefined;
  /** The actions; empty in a read-only inspector. */
  declare items: readonly MenuItem[];
  declare private copied: string;

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 8px 12px 9px;
        border-bottom: 1px solid var(--line);
      }
      .title {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 24px;
      }
      h2 {
        min-width: 0;
        overflow: hidden;
        font-size: 14px;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .copied {
        color: var(--text-quiet);
      }
      .back {
        display: none;
      }
      .actions {
        display: flex;
        gap: 4px;
        margin-inline-start: auto;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 3px 18px;
        margin-top: 4px;
        font-variant-numeric: tabular-nums;
      }
      dl div {
        display: flex;
        gap: 6px;
        min-width: 0;
      }
      dt {
        color: var(--text-quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .open {
        color: var(--good);
      }
      @container inspector (width < 720px) {
        .back {
          display: block;
        }
      }
      @container inspector (height < 460px) {
        dl .extra {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.items = [];
    this.copied = "";
  }

  protected override render(): TemplateResult {
    return html`
      <div class="title">
        <button class="back" @click=${() => this.#back()}>‹ Streams</button>
        <h2 title=${this.path}><bdi>${visibleText(this.path)}</bdi></h2>
        <button class="quiet" @click=${() => this.#copyPath()}>Copy path</button>
        <span class="copied" role="status">${this.copied}</span>
        ${this.items.length === 0 ? nothing : this.#actions()}
      </div>
      ${this.info ? this.#facts(this.info) : nothing}
    `;
  }

  #actions(): TemplateResult {
    return html`<div class="actions">
      ${this.info?.closed ? nothing : html`<button @click=${() => this.dispatchEvent(new CustomEvent("show-append"))}>Append…</button>`}
      <action-menu label="Stream actions" .items=${this.items}></action-menu>
    </div>`;
  }

  #facts(info: StreamInfo): TemplateResult {
    const { fork } = info;
    const source =
      fork &&
      html`<button
        class="link"
        title=${`Forked at ${fork.offset}`}
        @click=${() => fireStreamOpen(this, fork.path)}
      >
        ${visibleText(fork.path)}
      </button>`;
    return facts(info, source);
  }

  #back(): void {
    this.dispatchEvent(new CustomEvent("stream-back", { bubbles: true, composed: true }));
  }

  async #copyPath(): Promise<void> {
    this.copied = await copyText(this.path);
  }
}

function facts(info: StreamInfo, source: TemplateResult | undefined): TemplateResult {
  return html`<dl>
    ${fact("State", info.closed ? "closed" : html`<span class="open">open</span>`, info.closed ? { title: "Nothing can be appended" } : {})}
    ${fact("Messages", formatCount(info.messageCount))}
    ${fact("Size", formatBytes(info.byteCount), { title: formatExactBytes(info.byteCount) })}
    ${fact("Content type", info.contentType)}
    ${info.deadline ? fact("Expires in", countdown(info.deadline), { title: `Expires at ${formatExactDate(info.deadline)}` }) : nothing}
    ${info.ttlSeconds === undefined ? nothing : fact("TTL", formatDuration(info.ttlSeconds * 1000), { title: "Restarted by each read and write, but not by viewing it here" })}
    ${info.retention ? fact("Retention", formatRetention(info.retention), { title: "Messages beyond these limits are deleted" }) : nothing}
    ${info.seq === undefined ? nothing : fact("Last seq", visibleText(info.seq), { title: "Last accepted Stream-Seq", isExtra: true })}
    ${source ? fact("Fork of", source) : nothing}
    ${fact("Created", formatDate(info.createdAt), { title: info.createdAt.toISOString(), isExtra: true })}
    ${info.retention ? fact("Start", html`<span class="mono">${info.startOffset}</span>`, { title: "Earliest offset that can be read", isExtra: true }) : nothing}
    ${fact("Tail", html`<span class="mono">${info.tailOffset}</span>`, { title: "Where the next message will be appended", isExtra: true })}
  </dl>`;
}

customElements.define("stream-header", StreamHeader);

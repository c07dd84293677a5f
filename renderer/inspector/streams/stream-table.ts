import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { mediaType } from "../../../src/protocol/content-type.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import { visibleText } from "../content/text.ts";
import { formatBytes, formatCount, formatExactBytes, formatMessages } from "../format/numbers.ts";
import { formatExactDate } from "../format/times.ts";
import { moveByKey } from "../list-keys.ts";
import { countdown } from "../live/countdown.ts";
import { controls } from "../style/controls.ts";
import { streamTableStyles } from "./stream-table-styles.ts";

/** Rows that Page Up and Page Down go. */
const pageRows = 10;

/** The streams of a page, as a grid. Fires `stream-open` (`detail`: the path). */
export class StreamTable extends LitElement {
  static override properties = {
    streams: { attribute: false },
    opened: { attribute: false },
    active: { state: true },
  };

  declare streams: readonly StreamInfo[];
  /** The path of the stream whose messages are shown. */
  declare opened: string | undefined;
  /** The path of the row that the keyboard is on. */
  declare private active: string | undefined;

  #focusPending = false;

  static override styles = [controls, streamTableStyles];

  constructor() {
    super();
    this.streams = [];
  }

  /** Moves the keyboard to the selected row. */
  focusRow(): void {
    this.#focusPending = true;
    this.requestUpdate();
  }

  protected override updated(_changed: PropertyValues<this>): void {
    if (!this.#focusPending) return;
    this.#focusPending = false;
    this.renderRoot.querySelector<HTMLElement>("tbody tr[tabindex='0']")?.focus();
  }

  protected override render(): TemplateResult {
    const selected = this.#selected();
    return html`
      <table role="grid" aria-label="Streams" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        <thead>
          <tr>
            <th scope="col" class="path">Path</th>
            <th scope="col">Type</th>
            <th scope="col" class="number">Messages</th>
            <th scope="col" class="number">Bytes</th>
            <th scope="col">Expires in</th>
            <th scope="col">State</th>
            <th scope="col">Tail offset</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.streams,
            (stream) => stream.path,
            (stream) => this.#row(stream, stream.path === selected),
          )}
        </tbody>
      </table>
    `;
  }

  #row(stream: StreamInfo, selected: boolean): TemplateResult {
    const { path } = stream;
    return html`
      <tr
        tabindex=${selected ? 0 : -1}
        aria-selected=${selected}
        aria-current=${path === this.opened ? "true" : nothing}
        @click=${() => this.#open(path)}
        @focus=${() => (this.active = path)}
      >
        <td class="path" title=${path}><bdi>${visibleText(path)}</bdi></td>
        <td class="type" title=${stream.contentType}>${mediaType(stream.contentType)}</td>
        <td class="number" title=${formatMessages(stream.messageCount)}>
          ${formatCount(stream.messageCount)}
        </td>
        <td class="number" title=${formatExactBytes(stream.byteCount)}>${formatBytes(stream.byteCount)}</td>
        <td>${expiry(stream)}</td>
        <td>${stateBadge(stream)}</td>
        <td class="mono">${stream.tailOffset}</td>
      </tr>
    `;
  }

  /** The row with the keyboard; it stays the same stream when others come and go. */
  #selected(): string | undefined {
    const has = (path: string | undefined) => this.streams.some((stream) => stream.path === path);
    return [this.active, this.opened].find(has) ?? this.streams[0]?.path;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const selected = this.#selected();
    if (selected === undefined) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.#open(selected);
    }
    const from = this.streams.findIndex((stream) => stream.path === selected);
    const moved = moveByKey(event.key, from, { first: 0, last: this.streams.length - 1, page: pageRows });
    if (moved === undefined) return;
    event.preventDefault();
    this.active = this.streams[moved]!.path;
    this.#focusPending = true;
  }

  #open(path: string): void {
    this.active = path;
    this.dispatchEvent(new CustomEvent("stream-open", { detail: path, bubbles: true, composed: true }));
  }
}

function expiry({ deadline }: StreamInfo): TemplateResult {
  if (!deadline) return html`<span class="never" title="This stream does not expire">never</span>`;
  return html`<span title=${`Expires at ${formatExactDate(deadline)}`}>${countdown(deadline)}</span>`;
}

function stateBadge({ closed }: StreamInfo): TemplateResult {
  return closed
    ? html`<span class="badge closed" title="Nothing can be appended any more">closed</span>`
    : html`<span class="badge open">open</span>`;
}

customElements.define("stream-table", StreamTable);

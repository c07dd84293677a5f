import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ListPage } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { explain } from "../explain.ts";
import { formatCount } from "../format/numbers.ts";
import { Observed } from "../live/observed.ts";
import { controls } from "../style/controls.ts";
import "./stream-table.ts";
import type { StreamTable } from "./stream-table.ts";

const pageStreams = 100;

/** The streams whose paths begin with a filter, a page at a time, live. `stream-open` comes from the table. */
export class StreamList extends LitElement {
  static override properties = {
    streams: { attribute: false },
    opened: { attribute: false },
    filter: { state: true },
    starts: { state: true },
  };

  declare streams: Streams;
  declare opened: string | undefined;
  declare private filter: string;
  /** The `after` of each page up to this one; without the first, which has none. */
  declare private starts: readonly string[];

  readonly #page = new Observed<ListPage>(this);

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      header,
      footer {
        display: flex;
        flex: none;
        align-items: center;
        gap: 8px;
        min-height: 40px;
        padding: 4px 12px;
        border-bottom: 1px solid var(--line);
      }
      h2 {
        font-size: 13px;
        font-weight: 600;
      }
      label {
        flex: 1;
        max-width: 320px;
        margin-inline-start: auto;
      }
      input[type="search"] {
        width: 100%;
      }
      .scroller {
        flex: 1;
        overflow: auto;
      }
      .scroller:focus-visible {
        outline-offset: -2px;
      }
      footer {
        min-height: 34px;
        border-top: 1px solid var(--line);
        border-bottom: 0;
        color: var(--text-quiet);
        font-variant-numeric: tabular-nums;
      }
      .pager {
        display: flex;
        gap: 4px;
        margin-inline-start: auto;
      }
      .empty {
        max-width: 44ch;
        margin: 15% auto 0;
        padding: 0 16px;
        color: var(--text-quiet);
        line-height: 1.6;
        text-align: center;
        overflow-wrap: anywhere;
      }
      .empty strong {
        display: block;
        color: var(--text);
      }
    `,
  ];

  constructor() {
    super();
    this.filter = "";
    this.starts = [];
  }

  focusFilter(): void {
    const filter = this.renderRoot.querySelector("input");
    filter?.focus();
    filter?.select();
  }

  focusRow(): void {
    this.#table?.focusRow();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!["streams", "filter", "starts"].some((name) => changed.has(name))) return;
    const after = this.starts.at(-1);
    const options = { prefix: this.filter, limit: pageStreams, ...(after !== undefined && { after }) };
    this.#page.observe(this.streams.list$(options), { forget: false });
  }

  protected override render(): TemplateResult {
    const page = this.#page.value;
    return html`
      <header>
        <h2>Streams</h2>
        <label>
          <span class="hidden">Filter by path prefix</span>
          <input
            type="search"
            placeholder="Filter by path prefix   /"
            aria-keyshortcuts="/"
            autocomplete="off"
            spellcheck="false"
            .value=${this.filter}
            @input=${(event: InputEvent) => this.#onFilter(event)}
            @keydown=${(event: KeyboardEvent) => this.#onFilterKey(event)}
          />
        </label>
      </header>
      <div class="scroller">${this.#content(page)}</div>
      ${page ? this.#footer(page) : nothing}
    `;
  }

  #content(page: ListPage | undefined): TemplateResult {
    const { error } = this.#page;
    if (error !== undefined) return note(explain(error).title, explain(error).text);
    if (!page) return note("Loading…", "");
    if (page.streams.length > 0) {
      return html`<stream-table .streams=${page.streams} .opened=${this.opened}></stream-table>`;
    }
    if (this.filter !== "")
      return note(
        "No stream matches",
        `No path begins with “${this.filter}”. The filter is a prefix, such as “orders/”.`,
      );
    if (this.starts.length > 0)
      return note(
        "This page is empty now",
        "Its streams were deleted, or they expired. Go back to the previous page.",
      );
    return note("No streams yet", "As soon as the app creates a stream, it appears here.");
  }

  #footer(page: ListPage): TemplateResult {
    const before = this.starts.length * pageStreams;
    const count = page.streams.length;
    const range = count === 0 ? "No streams" : `${formatCount(before + 1)}–${formatCount(before + count)}`;
    const whole = this.starts.length === 0 && page.next === undefined && count > 0;
    return html`
      <footer>
        <span role="status"
          >${whole ? `${formatCount(count)} ${count === 1 ? "stream" : "streams"}` : range}</span
        >
        <div class="pager">
          <button ?disabled=${this.starts.length === 0} @click=${() => this.#previous()}>
            Previous page
          </button>
          <button ?disabled=${page.next === undefined} @click=${() => this.#next(page.next!)}>
            Next page
          </button>
        </div>
      </footer>
    `;
  }

  #onFilter(event: InputEvent): void {
    this.filter = (event.target as HTMLInputElement).value;
    this.starts = [];
  }

  #onFilterKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    this.focusRow();
  }

  #next(after: string): void {
    this.starts = [...this.starts, after];
  }

  #previous(): void {
    this.starts = this.starts.slice(0, -1);
  }

  get #table(): StreamTable | null {
    return this.renderRoot.querySelector("stream-table");
  }
}

function note(title: string, text: string): TemplateResult {
  return html`<p class="empty"><strong>${title}</strong> ${text}</p>`;
}

customElements.define("stream-list", StreamList);

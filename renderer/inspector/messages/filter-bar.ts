import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { explainRefusal } from "../explain.ts";
import { formatCount } from "../format/numbers.ts";
import { controls } from "../style/controls.ts";
import { icons } from "../style/icons.ts";
import { savedFilters, type SavedFilter } from "./saved-filters.ts";
import type { MessageFilter, SearchFeed } from "./list/search-feed.ts";

/**
 * The filter of the messages. Fires `filter-change` (`detail`: a `MessageFilter`, or null for none) and `match-step`
 * (`detail`: 1 for the next match, -1 for the previous one).
 */
export class FilterBar extends LitElement {
  static override properties = {
    search: { attribute: false },
    version: { attribute: false },
    json: { attribute: false },
    kind: { state: true },
    saved: { state: true },
  };

  /** The current search, running or finished. */
  declare search: SearchFeed | undefined;
  declare version: number;
  /** Whether the stream has JSON messages. */
  declare json: boolean;
  declare private kind: MessageFilter["kind"];
  declare private saved: readonly SavedFilter[];

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        flex: none;
        padding: 0 12px 6px;
        border-bottom: 1px solid var(--line);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      input[name="query"] {
        flex: 1 1 16ch;
      }
      .saved {
        flex: 0 1 11ch;
        min-width: 11ch;
      }
      .result {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        min-height: 28px;
        padding-top: 4px;
        font-variant-numeric: tabular-nums;
      }
      progress {
        width: 120px;
      }
      .steps {
        display: flex;
      }
      .problem {
        color: var(--bad);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.kind = "text";
    this.saved = savedFilters.all();
  }

  focusQuery(): void {
    const query = this.#field("query");
    query?.focus();
    query?.select();
  }

  /** The text is that of the search, wherever it was started or left. */
  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("search") || this.search === changed.get("search")) return;
    const filter = this.search?.filter;
    if (!filter) return void (this.#field("query")!.value = "");
    this.kind = filter.kind;
    this.#field("query")!.value = filter.query;
    this.renderRoot.querySelector<HTMLSelectElement>("[name='direction']")!.value = filter.direction;
  }

  protected override render(): TemplateResult {
    return html`
      <form
        role="search"
        aria-label="Filter messages"
        @submit=${(event: SubmitEvent) => this.#onSubmit(event)}
      >
        <select
          name="kind"
          aria-label="Filter by"
          .value=${this.kind}
          @change=${(event: Event) => this.#onKind(event)}
        >
          <option value="text">Text</option>
          <option value="jsonPath">JSON path</option>
        </select>
        <input
          type="search"
          name="query"
          aria-label="Filter messages"
          aria-keyshortcuts="s"
          placeholder=${this.kind === "text" ? "Find in messages" : "?@.level == 'error' or $.items[?@.price > 10]"}
          autocomplete="off"
          spellcheck="false"
          @keydown=${(event: KeyboardEvent) => this.#onQueryKey(event)}
        />
        <select name="direction" aria-label="Search order">
          <option value="forward">Oldest first</option>
          <option value="backward">Newest first</option>
        </select>
        <button>Find</button>
        ${this.#savedFilters()}
      </form>
      ${this.search ? this.#result(this.search) : nothing}
    `;
  }

  #savedFilters(): TemplateResult {
    return html`
      <button
        type="button"
        class="icon"
        aria-label="Save filter"
        title="Save filter"
        @click=${() => this.#save()}
      >
        ${icons.star}
      </button>
      ${
        this.saved.length === 0
          ? nothing
          : html`<select
              class="saved"
              aria-label="Saved filters"
              @change=${(event: Event) => this.#onSaved(event)}
            >
              <option value="">Saved…</option>
              ${this.saved.map(({ kind, query }, i) => html`<option value=${i}>${kind === "text" ? "“" + query + "”" : query}</option>`)}
              <option value="forget">Remove latest</option>
            </select>`
      }
    `;
  }

  #result(search: SearchFeed): TemplateResult {
    if (search.error !== undefined)
      return html`<p class="result problem" role="alert">${explainRefusal(search.error)}</p>`;
    const found = `${formatCount(search.end)} found`;
    const looked = `${formatCount(search.scanned)} of ${formatCount(search.total)} messages searched`;
    return html`<div class="result">
      ${search.running ? html`<progress aria-label="Search progress" max=${Math.max(1, search.total)} .value=${search.scanned}></progress>` : nothing}
      <span role="status"
        >${found}, ${looked}${search.cut > 0 ? `, ${formatCount(search.cut)} of them in part only` : ""}</span
      >
      ${search.running ? html`<button @click=${() => search.cancel()}>Cancel</button>` : nothing}
      ${search.hasMore ? html`<button @click=${() => search.more()}>Find more</button>` : nothing}
      ${search.end > 0 ? this.#steps() : nothing}
      <button class="quiet" @click=${() => this.#clear()}>Clear filter</button>
    </div>`;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const filter = this.#filter();
    if (filter) this.#fire(filter);
    else this.#clear();
  }

  #steps(): TemplateResult {
    const step = (by: 1 | -1) => () => this.dispatchEvent(new CustomEvent("match-step", { detail: by }));
    return html`<span class="steps">
      <button
        class="quiet icon"
        aria-label="Previous match"
        title="Previous match (Shift+F3)"
        @click=${step(-1)}
      >
        ↑
      </button>
      <button class="quiet icon" aria-label="Next match" title="Next match (F3)" @click=${step(1)}>↓</button>
    </span>`;
  }

  /** Enter finds; once it has, it goes through the matches. */
  #onQueryKey(event: KeyboardEvent): void {
    const { search } = this;
    const filter = this.#filter();
    if (event.key !== "Enter" || !search || !filter || search.error !== undefined) return;
    const isSame = (["kind", "query", "direction"] as const).every(
      (name) => filter[name] === search.filter[name],
    );
    if (!isSame) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("match-step", { detail: event.shiftKey ? -1 : 1 }));
  }

  #onKind(event: Event): void {
    this.kind = (event.target as HTMLSelectElement).value as MessageFilter["kind"];
  }

  #onSaved(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const chosen = this.saved[Number(select.value || "-1")];
    if (select.value === "forget") this.saved = savedFilters.forgetLast();
    select.value = "";
    if (!chosen) return;
    this.kind = chosen.kind;
    this.#field("query")!.value = chosen.query;
    this.#fire({ ...chosen, direction: this.#direction });
  }

  #save(): void {
    const filter = this.#filter();
    if (filter) this.saved = savedFilters.add({ kind: filter.kind, query: filter.query });
  }

  #clear(): void {
    this.#field("query")!.value = "";
    this.#fire(null);
  }

  #filter(): MessageFilter | undefined {
    const query = this.#field("query")!.value.trim();
    return query === "" ? undefined : { kind: this.kind, query, direction: this.#direction };
  }

  get #direction(): MessageFilter["direction"] {
    const select = this.renderRoot.querySelector<HTMLSelectElement>("[name='direction']");
    return select?.value as MessageFilter["direction"];
  }

  #field(name: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`[name="${name}"]`);
  }

  #fire(detail: MessageFilter | null): void {
    this.dispatchEvent(new CustomEvent("filter-change", { detail }));
  }
}

customElements.define("filter-bar", FilterBar);

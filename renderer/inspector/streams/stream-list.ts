import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ColumnMenu } from "../column-menu.ts";
import "../column-menu.ts";
import type { Connected } from "../connection/connected.ts";
import { explain } from "../explain.ts";
import { formatQuantity } from "../format/numbers.ts";
import { controls } from "../style/controls.ts";
import { emptyState, emptyStyles } from "../style/empty-state.ts";
import { icons } from "../style/icons.ts";
import { segments } from "../style/segments.ts";
import { ColumnLayout } from "./columns/column-layout.ts";
import { FlatRows } from "./flat-rows.ts";
import "./stream-grid.ts";
import type { StreamGrid } from "./stream-grid.ts";
import { keepLastList, readLastList } from "./last-list.ts";
import { streamListStyles } from "./stream-list-styles.ts";
import type { ListQuery, StreamRows } from "./stream-rows.ts";
import { TreeRows } from "./tree-rows.ts";

type Layout = "list" | "tree";

const layouts: readonly { readonly value: Layout; readonly label: string }[] = [
  { value: "list", label: "List" },
  { value: "tree", label: "Tree" },
];

/**
 * The streams of the store. Fires `layout-change`, `create-stream` and `import-stream` (`detail`: a prefix) and, from the grid,
 * `stream-open`.
 */
export class StreamList extends LitElement {
  static override properties = {
    connection: { attribute: false },
    opened: { attribute: false },
    layout: { attribute: false },
    canManage: { attribute: false },
    filter: { state: true },
    match: { state: true },
    order: { state: true },
    version: { state: true },
  };

  declare connection: Connected;
  declare opened: string | undefined;
  declare layout: Layout;
  declare canManage: boolean;
  declare private filter: string;
  declare private match: "prefix" | "search";
  declare private order: ListQuery;
  declare private version: number;
  #rows: StreamRows | undefined;
  /** The expanded folders of the tree, kept while a list is shown. */
  #folders: readonly string[];
  /** What was kept last. */
  #kept: string | undefined;
  readonly #columns = new ColumnLayout();

  static override styles = [controls, emptyStyles, streamListStyles];

  constructor() {
    super();
    const { filter, match, order, folders } = readLastList();
    this.filter = filter;
    this.match = match;
    this.order = order;
    this.#folders = folders;
    this.version = 0;
  }

  focusFilter(): void {
    const filter = this.renderRoot.querySelector("input");
    filter?.focus();
    filter?.select();
  }

  focusRow(): void {
    this.#grid?.focusRow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.connection) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rows?.dispose();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (["connection", "filter", "match", "order", "layout"].some((name) => changed.has(name))) this.#open();
    if (this.opened !== undefined && (changed.has("opened") || changed.has("layout")))
      this.#rows?.reveal(this.opened);
  }

  protected override updated(): void {
    if (this.#rows instanceof TreeRows && this.#rows.loaded) this.#folders = this.#rows.folders;
    const { filter, match, order } = this;
    this.#kept = keepLastList({ filter, match, order, folders: this.#folders }, this.#kept);
  }

  protected override render(): TemplateResult {
    return html`
      <header>
        <h2 class="hidden">Streams</h2>
        <form role="search" aria-label="Find streams" @submit=${(event: Event) => event.preventDefault()}>
          <select aria-label="Match" .value=${this.match} @change=${(event: Event) => this.#onMatch(event)}>
            <option value="prefix">Starts with</option>
            <option value="search">Contains</option>
          </select>
          <input
            type="search"
            aria-label="Filter streams by path"
            placeholder="Path   /"
            aria-keyshortcuts="/"
            autocomplete="off"
            spellcheck="false"
            maxlength="200"
            .value=${this.filter}
            @input=${(event: InputEvent) => (this.filter = (event.target as HTMLInputElement).value)}
            @keydown=${(event: KeyboardEvent) => this.#onFilterKey(event)}
          />
        </form>
        ${segments({ legend: "Layout", name: "layout", chosen: this.layout }, layouts, (layout) => this.#fire("layout-change", layout))}
        ${
          this.canManage
            ? html`<button
                  class="icon"
                  aria-label="Create stream"
                  title="Create stream (n)"
                  @click=${() => this.#fire("create-stream", this.#prefix)}
                >
                  ${icons.plus}
                </button>
                <button
                  class="icon"
                  aria-label="Import file into a new stream"
                  title="Import file into a new stream"
                  @click=${() => this.#fire("import-stream", this.#prefix)}
                >
                  ${icons.upload}
                </button>`
            : nothing
        }
      </header>
      ${this.#content()}
      <footer>
        <span role="status">${this.#count()}</span>
        <column-menu
          .choices=${this.#columns}
          @columns-change=${(event: CustomEvent<readonly string[] | null>) => this.#onColumns(event.detail ?? undefined)}
        ></column-menu>
      </footer>
    `;
  }

  #content(): TemplateResult {
    const rows = this.#rows;
    if (rows?.error !== undefined) {
      const { title, text } = explain(rows.error);
      return emptyState(title, text);
    }
    if (!rows) return emptyState("Loading…");
    if (rows.loaded && rows.length === 0 && this.filter !== "")
      return emptyState(
        "No matching streams",
        this.match === "prefix"
          ? `No path starts with “${this.filter}”.`
          : `No path contains “${this.filter}”.`,
      );
    if (rows.loaded && rows.length === 0)
      return emptyState("No streams yet", "Streams appear here as soon as the app creates them.");
    // Also before the first rows have arrived, so that the grid is laid out by then.
    return html`<stream-grid
      .rows=${rows}
      .query=${this.order}
      .tree=${this.#isTree}
      .opened=${this.opened}
      .columns=${this.#columns}
      .version=${this.version}
      @order-change=${(event: CustomEvent<ListQuery>) => (this.order = event.detail)}
    ></stream-grid>`;
  }

  #count(): string {
    const rows = this.#rows;
    if (!rows?.loaded) return "";
    const count = rows.total ?? rows.length;
    return formatQuantity(count, this.#isTree ? "row" : "stream");
  }

  /** Search results are shown as a list, because they may be anywhere in the tree. */
  get #isTree(): boolean {
    return this.layout === "tree" && this.filter === "";
  }

  /** What the path of a new stream is to begin with. */
  get #prefix(): string {
    return this.match === "prefix" ? this.filter : "";
  }

  #open(): void {
    this.#rows?.dispose();
    const { inspection } = this.connection;
    const query = { ...this.order, ...(this.filter !== "" && { [this.match]: this.filter }) };
    const changed = () => void (this.version += 1);
    this.#rows = this.#isTree
      ? new TreeRows(inspection, query, this.#folders, changed)
      : new FlatRows(inspection, query, changed);
  }

  #onColumns(names: readonly string[] | undefined): void {
    this.#columns.choose(names);
    this.#grid?.requestUpdate();
    this.renderRoot.querySelector<ColumnMenu>("column-menu")?.requestUpdate();
  }

  #onMatch(event: Event): void {
    this.match = (event.target as HTMLSelectElement).value as "prefix" | "search";
  }

  #onFilterKey(event: KeyboardEvent): void {
    if (event.key === "Escape") this.filter = "";
    else if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    this.focusRow();
  }

  #fire(name: string, detail: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  get #grid(): StreamGrid | null {
    return this.renderRoot.querySelector("stream-grid");
  }
}

customElements.define("stream-list", StreamList);

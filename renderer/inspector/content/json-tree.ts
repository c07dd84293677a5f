import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { fold } from "../../../src/protocol/inspection/fold.ts";
import { formatQuantity } from "../format/numbers.ts";
import { moveByKey, plainKey } from "../keys.ts";
import { controls } from "../style/controls.ts";
import { clickedIndex, VirtualRows } from "../virtual/virtual-rows.ts";
import { virtualRowsStyles } from "../virtual/virtual-rows-styles.ts";
import { firstNode, hasChildren, OpenNodes, parseJsonNodes, type JsonNode } from "./json-nodes.ts";
import { Marks, markStyles } from "./marks.ts";
import { contentStyles } from "./render.ts";
import { visibleText } from "./text.ts";

const rowHeight = 20;
/** The number of lines that are expanded at first. */
const openLines = 200;
/** Longer values are cut; the text view shows them in full. */
const maxValueCharacters = 2000;
/** Levels below this one are not indented any further. */
const deepestIndent = 40;

/** A JSON text as a tree that expands and collapses. Its values are rendered as text, never as markup. */
export class JsonTree extends LitElement {
  static override properties = {
    text: { attribute: false },
    sought: { attribute: false },
    active: { state: true },
  };

  declare text: string;
  /** The text to mark, and to bring into view in a new tree. */
  declare sought: string | undefined;
  declare private active: number;
  readonly #marks = new Marks();
  #roots: JsonNode[] = [];
  #open = new OpenNodes([], 0);
  #lines: JsonNode[] = [];
  readonly #rows = new VirtualRows(this, {
    rowHeight,
    kept: () => this.active,
  });

  static override styles = [
    controls,
    contentStyles,
    markStyles,
    virtualRowsStyles,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
        font: 12px/20px var(--mono);
      }
      .row {
        display: flex;
        height: 20px;
        padding: 0 12px;
        white-space: pre;
      }
      .row:hover {
        background: var(--surface-hover);
      }
      .view:focus-visible {
        outline: none;
      }
      .view:focus-visible .row.active {
        outline: 2px solid var(--accent);
        outline-offset: -2px;
      }
      .twist {
        flex: none;
        width: 16px;
        color: var(--text-quiet);
      }
      .value {
        overflow: hidden;
        text-overflow: ellipsis;
        unicode-bidi: isolate;
      }
      .count {
        color: var(--text-quiet);
      }
    `,
  ];

  constructor() {
    super();
    this.active = 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("text") && !changed.has("sought")) return;
    this.#roots = parseJsonNodes(this.text);
    this.#open = new OpenNodes(this.#roots, openLines);
    this.#lines = this.#open.flatten(this.#roots);
    this.active = 0;
    this.#rows.scrollToTop(0);
    if (this.sought !== undefined) this.#showFirst(fold(this.sought));
  }

  protected override updated(): void {
    this.#marks.show(this.renderRoot.querySelectorAll(".row"), this.sought);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#marks.clear();
  }

  protected override render(): TemplateResult {
    this.#rows.setCount(this.#lines.length);
    const { first, last } = this.#rows.inView;
    const rows: TemplateResult[] = [];
    for (let at = first; at <= last; at++) rows.push(this.#row(this.#lines[at]!, at));
    return html`<div class="scroller" tabindex="-1">
      <div class="sizer" .style=${`height: ${this.#rows.height}px`}></div>
      <div
        class="view"
        role="tree"
        tabindex="0"
        aria-label="Content of the message"
        aria-activedescendant=${this.active >= first && this.active <= last ? `line-${this.active}` : nothing}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @click=${(event: MouseEvent) => this.#onClick(event)}
      >
        ${rows}
      </div>
    </div>`;
  }

  /** Expands what hides the first value or key with a folded text, and scrolls to it. */
  #showFirst(wanted: string): void {
    const found = firstNode(this.#roots, (node) => fold(`${node.key ?? ""} ${node.text}`).includes(wanted));
    if (!found) return;
    for (let above = found.parent; above; above = above.parent) this.#open.toggle(above, true);
    this.#lines = this.#open.flatten(this.#roots);
    this.#move(this.#lines.indexOf(found));
  }

  #row(node: JsonNode, at: number): TemplateResult {
    const open = this.#open.has(node);
    return html`<div
      class="row ${at === this.active ? "active" : ""}"
      role="treeitem"
      id=${`line-${at}`}
      data-index=${at}
      aria-level=${node.depth + 1}
      aria-posinset=${node.index + 1}
      aria-setsize=${node.parent?.children.length ?? this.#roots.length}
      aria-expanded=${hasChildren(node) ? open : nothing}
      .style=${`transform: translateY(${this.#rows.y(at)}px); padding-inline-start: ${8 + 14 * Math.min(node.depth, deepestIndent)}px`}
    >
      <span class="twist" aria-hidden="true">${hasChildren(node) ? (open ? "▾" : "▸") : ""}</span>
      ${node.key === undefined ? nothing : html`<span class="key">${visibleText(node.key)}</span>: `}${valueOf(node, open)}
    </div>`;
  }

  #onClick(event: MouseEvent): void {
    const line = clickedIndex(event);
    if (line === undefined) return;
    this.active = line;
    this.#toggle();
  }

  #onKey(event: KeyboardEvent): void {
    const key = plainKey(event);
    const node = this.#lines[this.active];
    const moved = moveByKey(key, this.active, {
      first: 0,
      last: this.#lines.length - 1,
      page: this.#rows.pageRows,
    });
    if (key === "Enter" || key === " ") this.#toggle();
    else if (key === "ArrowRight" && node) this.#stepIn(node);
    else if (key === "ArrowLeft" && node) this.#stepOut(node);
    else if (moved === undefined) return;
    else this.#move(moved);
    event.preventDefault();
  }

  #stepIn(node: JsonNode): void {
    if (!hasChildren(node)) return;
    if (this.#open.has(node)) this.#move(this.active + 1);
    else this.#toggle(true);
  }

  #stepOut(node: JsonNode): void {
    if (this.#open.has(node)) this.#toggle(false);
    else if (node.parent) this.#move(this.#lines.lastIndexOf(node.parent, this.active));
  }

  #toggle(open?: boolean): void {
    const node = this.#lines[this.active];
    if (!node || !hasChildren(node)) return;
    this.#open.toggle(node, open);
    this.#lines = this.#open.flatten(this.#roots);
    this.requestUpdate();
  }

  #move(line: number): void {
    this.active = line;
    this.#rows.reveal(line);
  }
}

customElements.define("json-tree", JsonTree);

function valueOf(node: JsonNode, open: boolean): TemplateResult {
  if (node.kind !== "object" && node.kind !== "array") {
    const text = visibleText(node.text.slice(0, maxValueCharacters));
    return html`<span class="value ${node.kind}"
      >${text}${node.text.length > maxValueCharacters ? "…" : ""}</span
    >`;
  }
  const end = node.kind === "object" ? "}" : "]";
  const count = node.children.length;
  if (count === 0) return html`<span class="value">${node.text}${end}</span>`;
  return html`<span class="value"
    >${open ? node.text : `${node.text}…${end}`}
    <span class="count">${formatQuantity(count, node.kind === "object" ? "key" : "item")}</span></span
  >`;
}

import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";

const keyStep = 4;

/**
 * The line between two panes. `value` is the share of the first pane in percent. Dragging and the arrow keys fire
 * `split-change` (`detail`: the new value).
 */
export class PaneSplitter extends LitElement {
  static override properties = {
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    orientation: { type: String, reflect: true },
  };

  declare value: number;
  declare min: number;
  declare max: number;
  /** The direction of the line: a `vertical` one separates left from right. */
  declare orientation: "vertical" | "horizontal";

  static override styles = css`
    :host {
      position: relative;
      z-index: 1;
      flex: none;
      background: var(--line);
      touch-action: none;
    }
    :host([orientation="vertical"]) {
      width: 1px;
      cursor: col-resize;
    }
    :host([orientation="horizontal"]) {
      height: 1px;
      cursor: row-resize;
    }
    :host(:focus-visible) {
      outline: 2px solid var(--accent);
    }
    div {
      position: absolute;
      inset: -4px;
    }
  `;

  constructor() {
    super();
    this.value = 50;
    this.min = 20;
    this.max = 80;
    this.orientation = "vertical";
    this.addEventListener("keydown", (event) => this.#onKey(event));
    this.addEventListener("pointerdown", (event) => this.setPointerCapture(event.pointerId));
    this.addEventListener("pointermove", (event) => this.#onDrag(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = "separator";
    this.tabIndex = 0;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("orientation")) this.ariaOrientation = this.orientation;
    this.ariaValueMin = String(this.min);
    this.ariaValueMax = String(this.max);
    this.ariaValueNow = String(Math.round(this.value));
  }

  protected override render(): TemplateResult {
    return html`<div></div>`;
  }

  #onDrag(event: PointerEvent): void {
    if (!this.hasPointerCapture(event.pointerId)) return;
    const box = this.parentElement?.getBoundingClientRect() ?? hostOf(this).getBoundingClientRect();
    const share =
      this.orientation === "vertical"
        ? (event.clientX - box.left) / box.width
        : (event.clientY - box.top) / box.height;
    this.#change(share * 100);
  }

  #onKey(event: KeyboardEvent): void {
    const [less, more] =
      this.orientation === "vertical" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    if (event.key !== less && event.key !== more) return;
    event.preventDefault();
    this.#change(this.value + (event.key === more ? keyStep : -keyStep));
  }

  #change(value: number): void {
    const detail = Math.max(this.min, Math.min(this.max, value));
    this.dispatchEvent(new CustomEvent("split-change", { detail }));
  }
}

function hostOf(element: Element): Element {
  return (element.getRootNode() as ShadowRoot).host;
}

customElements.define("pane-splitter", PaneSplitter);

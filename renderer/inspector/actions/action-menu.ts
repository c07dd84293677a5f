import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { controls } from "../style/controls.ts";
import { icons } from "../style/icons.ts";

export interface MenuItem {
  readonly label: string;
  readonly danger?: boolean;
  readonly choose: () => void;
}

/** A button that opens a menu, which supports the arrow keys, Home, End and Escape. */
export class ActionMenu extends LitElement {
  static override properties = {
    items: { attribute: false },
    label: { type: String },
    open: { state: true },
  };

  declare items: readonly MenuItem[];
  declare label: string;
  declare private open: boolean;

  static override styles = [
    controls,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      [role="menu"] {
        position: absolute;
        z-index: 10;
        top: calc(100% + 4px);
        right: 0;
        min-width: 180px;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--surface);
        box-shadow: 0 8px 24px rgb(0 0 0 / 22%);
      }
      [role="menuitem"] {
        display: block;
        width: 100%;
        border-color: transparent;
        background: none;
        text-align: start;
      }
      [role="menuitem"].destructive {
        color: var(--bad);
      }
    `,
  ];

  constructor() {
    super();
    this.items = [];
    this.open = false;
    this.addEventListener("focusout", (event) => {
      if (!this.renderRoot.contains(event.relatedTarget as Node | null) && event.relatedTarget !== this)
        this.open = false;
    });
  }

  protected override render(): TemplateResult {
    return html`<button
        class="icon"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-label=${this.label}
        title=${this.label}
        @click=${() => void this.#toggle()}
      >
        ${icons.more}
      </button>
      ${
        this.open
          ? html`<div
              role="menu"
              aria-label=${this.label}
              @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
            >
              ${this.items.map(
                (item) =>
                  html`<button
                    role="menuitem"
                    tabindex="-1"
                    class=${item.danger ? "destructive" : ""}
                    @click=${() => this.#choose(item)}
                  >
                    ${item.label}
                  </button>`,
              )}
            </div>`
          : nothing
      }`;
  }

  async #toggle(): Promise<void> {
    this.open = !this.open;
    await this.updateComplete;
    if (this.open) this.#buttons[0]?.focus();
  }

  #choose(item: MenuItem): void {
    this.open = false;
    item.choose();
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const at = buttons.indexOf(this.shadowRoot!.activeElement as HTMLElement);
    const last = buttons.length - 1;
    const to = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") {
      this.open = false;
      this.renderRoot.querySelector("button")?.focus();
    } else if (to === undefined) return;
    else buttons[to]!.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  get #buttons(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("[role='menuitem']")];
  }
}

customElements.define("action-menu", ActionMenu);

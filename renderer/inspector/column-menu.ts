import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { controls } from "./style/controls.ts";

/** A column that a list or table can show. */
export interface ColumnChoice {
  readonly name: string;
  readonly label: string;
  readonly title?: string;
}

/** The columns of a list or table, read whenever the menu is shown. */
export interface ColumnChoices {
  readonly all: readonly ColumnChoice[];
  /** The names of the columns that are shown. */
  readonly current: readonly string[];
  /** Whether the user chose them. */
  readonly isChosen: boolean;
}

/** Chooses the columns of a list or table. Fires `columns-change` (`detail`: their names, or null for the default). */
export class ColumnMenu extends LitElement {
  static override properties = {
    choices: { attribute: false },
    open: { state: true },
  };

  declare choices: ColumnChoices;
  declare private open: boolean;

  static override styles = [
    controls,
    css`
      :host {
        position: relative;
        display: block;
      }
      fieldset {
        position: absolute;
        right: 0;
        bottom: calc(100% + 4px);
        z-index: 2;
        display: grid;
        gap: 2px;
        width: max-content;
        max-width: 40ch;
        max-height: min(60vh, 420px);
        margin: 0;
        overflow: auto;
        padding: 8px 12px;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--surface);
        box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
        color: var(--text);
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 24px;
      }
      input {
        margin: 0;
        accent-color: var(--accent-solid);
      }
      .buttons {
        display: flex;
        gap: 4px;
        margin-top: 4px;
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
    this.addEventListener("keydown", (event) => this.#onKey(event));
    this.addEventListener("focusout", (event) => this.#onLeave(event));
  }

  protected override render(): TemplateResult {
    return html`<button class="quiet" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>
        Columns
      </button>
      ${this.open ? this.#menu() : nothing}`;
  }

  #menu(): TemplateResult {
    const { all, current, isChosen } = this.choices;
    return html`<fieldset>
      <legend class="hidden">Columns</legend>
      ${all.map(
        ({ name, label, title }) =>
          html`<label title=${title ?? nothing}
            ><input
              type="checkbox"
              .checked=${current.includes(name)}
              @change=${(event: Event) => this.#toggle(name, (event.target as HTMLInputElement).checked)}
            />${label}</label
          >`,
      )}
      <div class="buttons">
        <button @click=${() => this.#choose(all.map(({ name }) => name))}>All</button>
        <button
          aria-pressed=${!isChosen}
          title="Columns that have content and fit"
          @click=${() => this.#choose(null)}
        >
          Automatic
        </button>
      </div>
    </fieldset>`;
  }

  #toggle(name: string, isShown: boolean): void {
    const { current } = this.choices;
    this.#choose(isShown ? [...current, name] : current.filter((other) => other !== name));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.open) return;
    event.preventDefault();
    event.stopPropagation();
    this.open = false;
    this.renderRoot.querySelector("button")?.focus();
  }

  #onLeave({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !this.contains(relatedTarget) && relatedTarget !== this)
      this.open = false;
  }

  #choose(detail: readonly string[] | null): void {
    this.dispatchEvent(new CustomEvent("columns-change", { detail }));
  }
}

customElements.define("column-menu", ColumnMenu);

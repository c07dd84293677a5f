import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { controls } from "../style/controls.ts";
import { viewNames, type ViewName } from "./last-view.ts";

const labels: Readonly<Record<ViewName, string>> = {
  streams: "Streams",
  space: "Space",
  health: "Health",
  replication: "Replication",
};

/** The views, and the result of the last action. Fires `view-change` (`detail`: a `ViewName`) and `help`. */
export class TopBar extends LitElement {
  static override properties = {
    view: { attribute: false },
    readOnly: { attribute: false },
    result: { attribute: false },
  };

  declare view: ViewName;
  declare readOnly: boolean;
  declare result: string;

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex: none;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        min-height: 38px;
        padding: 0 8px;
        border-bottom: 1px solid var(--line);
        background: var(--surface-raised);
      }
      nav {
        display: flex;
        gap: 2px;
        align-self: stretch;
      }
      nav button {
        position: relative;
        height: auto;
        min-height: 38px;
        padding: 0 12px;
        border: 0;
        border-radius: 0;
        background: none;
        color: var(--text-quiet);
        font-weight: 500;
      }
      nav button[aria-current="page"] {
        box-shadow: inset 0 -2px var(--accent);
        color: var(--text);
      }
      .result {
        overflow: hidden;
        color: var(--good);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .end {
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 0;
        margin-inline-start: auto;
      }
      .read-only {
        padding: 1px 8px;
        border: 1px solid var(--line);
        border-radius: 9px;
        color: var(--text-quiet);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`
      <nav aria-label="Views">
        ${viewNames.map(
          (view, i) =>
            html`<button
              aria-current=${view === this.view ? "page" : nothing}
              aria-keyshortcuts=${i + 1}
              @click=${() => this.dispatchEvent(new CustomEvent("view-change", { detail: view }))}
            >
              ${labels[view]}
            </button>`,
        )}
      </nav>
      <div class="end">
        <span class="result" role="status">${this.result}</span>
        ${this.readOnly ? html`<span class="read-only" title="Changes are disabled">Read-only</span>` : nothing}
        <button
          class="quiet icon"
          aria-label="Keyboard shortcuts"
          aria-keyshortcuts="?"
          title="Keyboard shortcuts (?)"
          @click=${() => this.dispatchEvent(new CustomEvent("help"))}
        >
          ?
        </button>
      </div>
    `;
  }
}

customElements.define("top-bar", TopBar);

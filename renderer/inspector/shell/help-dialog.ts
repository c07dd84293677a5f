import { css, html, LitElement, type TemplateResult } from "lit";
import { controls } from "../style/controls.ts";
import { dialogStyles } from "../style/dialog.ts";

const shortcuts: readonly (readonly [keys: string, meaning: string])[] = [
  ["/", "Search streams"],
  ["1 2 3 4", "Show streams, space, health or replication"],
  ["↑ ↓ PgUp PgDn Home End", "Move within a list"],
  ["Shift + these keys", "Select several messages"],
  ["Ctrl + C", "Copy the selected messages"],
  ["Enter", "Open a stream or message"],
  ["← →", "Collapse or expand a folder or JSON value"],
  ["Esc", "Close the message"],
  ["m", "Go to messages"],
  ["s", "Search messages"],
  ["F3 or Ctrl+G, with Shift", "Next or previous match"],
  ["Alt + ← →", "Back and forward"],
  ["f", "Follow the tail, or stop following"],
  ["n", "Create a stream"],
  ["?", "Show this help"],
];

/** Lists the keyboard shortcuts. */
export class HelpDialog extends LitElement {
  static override styles = [
    controls,
    dialogStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 18px;
      }
      kbd {
        font: 12px var(--mono);
      }
    `,
  ];

  open(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title">
      <form method="dialog">
        <h2 id="title">Keyboard shortcuts</h2>
        <dl>
          ${shortcuts.map(
            ([keys, meaning]) =>
              html`<dt><kbd>${keys}</kbd></dt>
                <dd>${meaning}</dd>`,
          )}
        </dl>
        <div class="buttons"><button class="primary">Close</button></div>
      </form>
    </dialog>`;
  }
}

customElements.define("help-dialog", HelpDialog);

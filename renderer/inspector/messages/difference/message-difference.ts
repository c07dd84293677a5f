import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Connected } from "../../connection/connected.ts";
import { hexDump } from "../../content/hex.ts";
import { isJsonText } from "../../content/json.ts";
import { parseJsonNodes } from "../../content/json-nodes.ts";
import { decodeText, visibleText, withoutLineEnd } from "../../content/text.ts";
import type { ContentView } from "../../content/view.ts";
import { explainInLine, hasCode } from "../../explain.ts";
import { formatCount } from "../../format/numbers.ts";
import { controls } from "../../style/controls.ts";
import { tableStyles } from "../../style/table.ts";
import { headBytes, loadMessage } from "../detail/load-message.ts";
import type { MessageRow } from "../list/message-row.ts";
import { jsonChanges, maxChanges, type JsonChange } from "./json-changes.ts";
import { lineChanges, type LineChange } from "./line-changes.ts";

const signs = { same: " ", removed: "−", added: "+", skipped: " " } as const;

/** How a message differs from the one before it in the stream: JSON by value, text and bytes by line. */
export class MessageDifference extends LitElement {
  static override properties = {
    connection: { attribute: false },
    path: { attribute: false },
    row: { attribute: false },
    bytes: { attribute: false },
    view: { attribute: false },
    previous: { state: true },
    problem: { state: true },
  };

  declare connection: Connected;
  declare path: string;
  declare row: MessageRow;
  /** The loaded part of the message. */
  declare bytes: Uint8Array;
  declare view: ContentView;
  /** The beginning of the message before; undefined until it is loaded. */
  declare private previous: Uint8Array | undefined;
  declare private problem: unknown;

  static override styles = [
    controls,
    tableStyles,
    css`
      :host {
        display: block;
        flex: 1;
        min-width: 0;
        overflow: auto;
        padding: 0 0 8px;
      }
      p {
        padding: 6px 12px;
        color: var(--text-quiet);
      }
      table,
      pre {
        font: 12px/1.55 var(--mono);
      }
      td,
      th {
        padding: 2px 12px;
        vertical-align: top;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
      tbody th {
        text-align: start;
      }
      pre {
        margin: 0;
        padding: 4px 12px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      pre span {
        display: block;
        unicode-bidi: isolate;
      }
      .removed {
        background: light-dark(#fdeeee, #3a1c1c);
        color: var(--bad);
      }
      .added {
        background: light-dark(#e8f6ee, #16301f);
        color: var(--good);
      }
      .same,
      .skipped {
        color: var(--text-quiet);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("row") || changed.has("path")) void this.#load();
  }

  protected override render(): TemplateResult {
    if (this.problem !== undefined) return html`<p role="alert">${explainInLine(this.problem)}</p>`;
    const { previous } = this;
    const bytes = this.bytes.subarray(0, headBytes);
    if (this.row.position === 0 || previous?.length === 0) return html`<p>There is no earlier message.</p>`;
    if (!previous) return html`<p>Loading…</p>`;
    const part = previous.length >= headBytes || bytes.length < this.row.size;
    return html`
      ${part ? html`<p>Only the first part of each message is compared.</p>` : nothing}
      ${this.#difference(previous, bytes)}
    `;
  }

  #difference(previous: Uint8Array, bytes: Uint8Array): TemplateResult {
    if (this.view === "hex") return lineList(lineChanges(hexDump(previous), hexDump(bytes)));
    const before = decodeText(previous, true);
    const after = decodeText(bytes, true);
    if (this.view === "json" && isJsonText(before, true) && isJsonText(after, true))
      return changeTable(jsonChanges(parseJsonNodes(before)[0], parseJsonNodes(after)[0]));
    return lineList(lineChanges(withoutLineEnd(before), withoutLineEnd(after)));
  }

  async #load(): Promise<void> {
    const { row } = this;
    this.previous = undefined;
    this.problem = undefined;
    if (row.position === 0) return;
    try {
      const before = { ...row, position: row.position - 1 };
      const { bytes } = await loadMessage(this.connection, this.path, before, headBytes);
      if (row === this.row) this.previous = bytes;
    } catch (error) {
      if (row !== this.row) return;
      // Retention has dropped it.
      if (hasCode(error, "GONE")) this.previous = new Uint8Array();
      else this.problem = error;
    }
  }
}

customElements.define("message-difference", MessageDifference);

function changeTable(changes: readonly JsonChange[]): TemplateResult {
  if (changes.length === 0) return html`<p>The message before is the same.</p>`;
  return html`<table aria-label="Changes">
      <thead>
        <tr>
          <th scope="col">Path</th>
          <th scope="col">Message before</th>
          <th scope="col">This message</th>
        </tr>
      </thead>
      <tbody>
        ${changes.map(
          ({ path, before, after }) =>
            html`<tr>
              <th scope="row">${visibleText(path)}</th>
              <td class=${before === undefined ? "" : "removed"}>${visibleText(before ?? "")}</td>
              <td class=${after === undefined ? "" : "added"}>${visibleText(after ?? "")}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${changes.length === maxChanges ? html`<p>Only the first ${formatCount(maxChanges)} changes are shown.</p>` : nothing}`;
}

function lineList(lines: readonly LineChange[]): TemplateResult {
  if (lines.every(({ kind }) => kind === "same" || kind === "skipped"))
    return html`<p>The message before is the same.</p>`;
  return html`<pre aria-label="Changes" role="group">
${lines.map(({ kind, text }) => html`<span class=${kind}>${signs[kind]} ${visibleText(text)}</span>`)}</pre>`;
}

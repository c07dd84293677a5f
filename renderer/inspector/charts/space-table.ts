import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { SpaceMap } from "../../../src/protocol/inspection/space-map.ts";
import { visibleText } from "../content/text.ts";
import {
  formatBytes,
  formatCount,
  formatExactBytes,
  formatQuantity,
  formatShare,
} from "../format/numbers.ts";
import { formatAddress } from "../shell/address.ts";
import { fireStreamOpen } from "../stream-open.ts";
import { controls } from "../style/controls.ts";
import { tableStyles } from "../style/table.ts";

/** Lists the largest streams, and below them what all others take by folder. Fires `stream-open`. */
export class SpaceTable extends LitElement {
  static override properties = { map: { attribute: false } };

  declare map: SpaceMap;

  static override styles = [
    controls,
    tableStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        overflow: auto;
        container: space-table / inline-size;
      }
      table {
        table-layout: fixed;
      }
      th:not(:first-child),
      td:not(:first-child) {
        width: 76px;
        text-align: end;
      }
      th:last-child,
      td:last-child {
        width: 60px;
        padding-inline-end: 12px;
      }
      th:first-child {
        padding-inline-start: 12px;
      }
      thead th {
        position: sticky;
        top: 0;
      }
      tbody th {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      a {
        color: var(--accent);
        text-decoration: none;
      }
      a:hover {
        text-decoration: underline;
      }
      @container space-table (width < 400px) {
        tr > :nth-child(2) {
          display: none;
        }
      }
      .rest {
        color: var(--text-quiet);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { largest, rest } = this.map;
    return html`<table aria-label="Largest streams">
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">Messages</th>
          <th scope="col">Size</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        ${largest.map(
          ({ path, bytes, messages, isFork }) =>
            html`<tr>
              <th scope="row">
                <a
                  href=${formatAddress({ view: "streams", path })}
                  title=${visibleText(path)}
                  @click=${(event: MouseEvent) => this.#open(event, path)}
                  >${visibleText(path)}</a
                >${isFork ? " (fork)" : nothing}
              </th>
              <td>${formatCount(messages)}</td>
              ${this.#size(bytes)}
            </tr>`,
        )}
        ${rest.map(
          ({ folder, bytes, streams }) =>
            html`<tr class="rest">
              <th scope="row">
                ${formatQuantity(streams, "smaller stream")}${folder && ` in ${visibleText(folder)}/`}
              </th>
              <td></td>
              ${this.#size(bytes)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  /** Also where the page's address is not the inspector's. */
  #open(event: MouseEvent, path: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fireStreamOpen(this, path);
  }

  #size(bytes: number): TemplateResult {
    return html`<td title=${formatExactBytes(bytes)}>${formatBytes(bytes)}</td>
      <td>${formatShare(bytes / Math.max(1, this.map.totalBytes))}</td>`;
  }
}

customElements.define("space-table", SpaceTable);

import { html, nothing, type TemplateResult } from "lit";
import { visibleText } from "../../content/text.ts";
import { formatBytes, formatQuantity } from "../../format/numbers.ts";
import type { Cell, Column } from "./columns.ts";
import type { ListRow } from "../stream-rows.ts";

export function streamCells(
  { stream, label }: Extract<ListRow, { kind: "stream" }>,
  columns: readonly Column[],
): TemplateResult {
  return html`<div class="cell path" role="gridcell" title=${visibleText(stream.info.path)}>
      <bdi>${visibleText(label)}</bdi>
    </div>
    ${columns.map((column) => cell(column, column.cell(stream)))}`;
}

export function folderCells({ folder, open }: Extract<ListRow, { kind: "folder" }>): TemplateResult {
  return html`<div class="cell path" role="gridcell" title=${visibleText(folder.path)}>
      <span class="twist" aria-hidden="true">${open ? "▾" : "▸"}</span><bdi>${visibleText(folder.name)}/</bdi>
    </div>
    <div class="cell folder-facts" role="gridcell">
      ${formatQuantity(folder.streams, "stream")}${folder.bytes === undefined ? "" : `, ${formatBytes(folder.bytes)}`}
    </div>`;
}

function cell({ name, numeric }: Column, { text, title, quiet }: Cell): TemplateResult {
  return html`<div
    class="cell ${name} ${numeric ? "number" : ""} ${quiet ? "quiet" : ""}"
    role="gridcell"
    title=${title ?? nothing}
  >
    ${text}
  </div>`;
}

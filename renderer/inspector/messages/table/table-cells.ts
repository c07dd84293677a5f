import { html, type TemplateResult } from "lit";
import { visibleText } from "../../content/text.ts";
import { formatBytes, formatExactBytes } from "../../format/numbers.ts";
import { formatExactDate } from "../../format/times.ts";
import { timeIn, type TimeMode } from "../list/time-mode.ts";
import { cellsAlike, labelOf } from "./json-cells.ts";
import type { TableOrder } from "./table-order.ts";
import type { TableRow } from "./table-page.ts";

const labels: Readonly<Record<string, string>> = { offset: "Offset", time: "Appended", size: "Size" };

export function headCell(
  column: string,
  rows: readonly TableRow[],
  order: TableOrder | undefined,
  sort: () => void,
): TemplateResult {
  const sorted = order?.column === column ? order : undefined;
  const direction = sorted && (sorted.descending ? "descending" : "ascending");
  const label = labels[column] ?? visibleText(labelOf(column));
  const isNumber = column === "size" || cellsAlike(rows, column, "number");
  return html`<th class=${isNumber ? "end" : ""} scope="col" aria-sort=${direction ?? "none"}>
    <button class="sort" title=${`Sort this page by ${label}`} @click=${sort}>
      ${label}<span aria-hidden="true">${sorted ? (sorted.descending ? " ↓" : " ↑") : ""}</span>
    </button>
  </th>`;
}

export function rowCells(row: TableRow, shown: readonly string[], times: TimeMode): TemplateResult {
  const { position, offset, appendedAt, size } = row;
  return html`
    <td role="gridcell" title=${offset}>${position + 1}</td>
    <td role="gridcell" class="time" title=${formatExactDate(new Date(appendedAt))}>
      ${timeIn(times, appendedAt)}
    </td>
    ${shown.map((column) => valueCell(row, column))}
    <td role="gridcell" class="size" title=${formatExactBytes(size)}>${formatBytes(size)}</td>
  `;
}

/** An absent value is empty; one that may lie beyond what was read of its message is "…". */
function valueCell({ cells, isCut }: TableRow, column: string): TemplateResult {
  const cell = cells.get(column);
  if (!cell) return html`<td role="gridcell" class="missing">${isCut ? "…" : ""}</td>`;
  const text = visibleText(cell.text);
  return html`<td role="gridcell" class="value ${cell.kind}" title=${text}>${text}</td>`;
}

import { compareCells } from "./json-cells.ts";
import type { TableRow } from "./table-page.ts";

/** The order of a page: by a column of its values, or by `offset`, `time` or `size`. */
export interface TableOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** The rows of a page in an order. Those without a value come last in both directions. */
export function sortedRows(rows: readonly TableRow[], order: TableOrder | undefined): readonly TableRow[] {
  if (!order) return rows;
  const { column, descending } = order;
  const sign = descending ? -1 : 1;
  const value = { offset: "position", time: "appendedAt", size: "size" }[column] as
    | "position"
    | "appendedAt"
    | "size"
    | undefined;
  return rows.toSorted((a, b) => {
    if (value) return sign * (a[value] - b[value]);
    const left = a.cells.get(column);
    const right = b.cells.get(column);
    if (!left || !right) return Number(!left) - Number(!right);
    return sign * compareCells(left, right);
  });
}

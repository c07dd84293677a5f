import { styleText } from "node:util";

/** A result for scripts: one value of JSON on a line. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value));
}

/** Dimmed on a terminal that shows colours; `NO_COLOR` turns them off. */
export function dim(text: string): string {
  return styleText("dim", text, { stream: process.stdout });
}

/** Rows in columns as wide as their longest cell, numbers to the right. The last column is not padded. */
export function columns(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        if (typeof cell === "number") return String(cell).padStart(widths[column]!);
        return column === row.length - 1 ? cell : cell.padEnd(widths[column]!);
      })
      .join("  "),
  );
}

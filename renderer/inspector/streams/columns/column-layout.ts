import type { BrowseStream } from "../../../../src/protocol/inspection/browse.ts";
import { readStored, writeStored } from "../../shell/local-storage.ts";
import type { ColumnChoices } from "../../column-menu.ts";
import { columns, type Column } from "./columns.ts";

/** In pixels. */
const minPathWidth = 150;
const minColumnWidth = 40;
const maxColumnWidth = 600;

const stored = "columns";

/** The columns that the user chose, and the widths that they dragged, kept for later visits. */
export class ColumnLayout implements ColumnChoices {
  readonly all = columns;
  #chosen: ReadonlySet<string> | undefined;
  readonly #widths = new Map<string, number>();
  /** The columns with content in a row seen so far: a column that has appeared stays while the user scrolls. */
  readonly #filled = new Set<string>();
  /** The names of the columns that are shown now. */
  current: readonly string[] = [];

  constructor() {
    const { chosen, widths } = (readStored(stored) ?? {}) as { chosen?: unknown; widths?: unknown };
    if (Array.isArray(chosen)) this.#chosen = new Set(chosen.filter(isColumnName));
    if (typeof widths !== "object" || widths === null) return;
    for (const [name, width] of Object.entries(widths))
      if (isColumnName(name) && typeof width === "number") this.#widths.set(name, clampWidth(width));
  }

  /** Whether the columns are those that the user chose, which are shown even where they do not fit. */
  get isChosen(): boolean {
    return this.#chosen !== undefined;
  }

  /** Takes note of the columns that have something to say about a stream. */
  see(stream: BrowseStream): void {
    for (const { name, hasContent } of columns) if (hasContent?.(stream)) this.#filled.add(name);
  }

  /** The columns to show beside the path, in a list of this width in pixels. */
  shown(width: number): readonly Column[] {
    const chosen = this.#chosen;
    const shown = chosen ? columns.filter(({ name }) => chosen.has(name)) : this.#fitting(width);
    this.current = shown.map(({ name }) => name);
    return shown;
  }

  /** The width in pixels that the path and these columns need. */
  minWidth(shown: readonly Column[]): number {
    return shown.reduce((sum, column) => sum + this.widthOf(column), minPathWidth);
  }

  widthOf({ name, width }: Column): number {
    return this.#widths.get(name) ?? width;
  }

  /** The CSS grid tracks of the path and these columns. */
  tracks(shown: readonly Column[]): string {
    return [`minmax(${minPathWidth}px, 1fr)`, ...shown.map((column) => `${this.widthOf(column)}px`)].join(
      " ",
    );
  }

  /** Shows exactly these columns; with undefined, those that have content and fit. */
  choose(names: readonly string[] | undefined): void {
    this.#chosen = names && new Set(names);
    this.#store();
  }

  /** Sets a column's width in pixels; with undefined, its default. */
  resize({ name }: Column, width: number | undefined): void {
    if (width === undefined) this.#widths.delete(name);
    else this.#widths.set(name, clampWidth(width));
    this.#store();
  }

  #fitting(width: number): readonly Column[] {
    let left = width - minPathWidth;
    return columns.filter((column) => {
      const isWanted = !column.isOptional && (!column.hasContent || this.#filled.has(column.name));
      if (!isWanted || this.widthOf(column) > left) return false;
      left -= this.widthOf(column);
      return true;
    });
  }

  #store(): void {
    writeStored(stored, {
      ...(this.#chosen && { chosen: [...this.#chosen] }),
      widths: Object.fromEntries(this.#widths),
    });
  }
}

function isColumnName(name: unknown): name is string {
  return columns.some((column) => column.name === name);
}

function clampWidth(width: number): number {
  return Math.round(Math.max(minColumnWidth, Math.min(maxColumnWidth, width)));
}

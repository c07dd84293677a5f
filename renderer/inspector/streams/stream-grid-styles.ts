import { css } from "lit";

/** In pixels; the styles below use the same values. */
export const rowHeight = 26;
export const headHeight = 27;

export const streamGridStyles = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    container: grid / inline-size;
  }
  /* Only columns that the user chose may be wider than the list. */
  .scroller.wide {
    overflow: auto;
  }
  .view {
    display: flex;
    flex-direction: column;
    font-variant-numeric: tabular-nums;
  }
  .rows {
    position: relative;
    flex: 1;
    overflow: clip;
    overflow-clip-margin: 0;
  }
  .head,
  .row {
    display: grid;
    grid-template-columns: var(--columns);
    white-space: nowrap;
  }
  .head {
    flex: none;
    height: 27px;
    border-bottom: 1px solid var(--line);
    background: var(--surface-raised);
    color: var(--text-quiet);
    font-size: 11.5px;
    font-weight: 500;
  }
  .row {
    position: absolute;
    inset: 0 0 auto 0;
    height: 26px;
    border-bottom: 1px solid var(--line);
    background: var(--surface);
    line-height: 25px;
    cursor: default;
  }
  .row:hover {
    background: var(--surface-hover);
  }
  .row[aria-current="true"] {
    background: var(--surface-selected);
  }
  .view:focus-visible {
    outline: none;
  }
  .view:focus-visible .row.active {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  .cell {
    min-width: 0;
    overflow: hidden;
    padding: 0 6px;
    text-overflow: ellipsis;
  }
  .head .cell {
    position: relative;
    line-height: 26px;
  }
  .head .path {
    position: sticky;
  }
  .edge {
    position: absolute;
    inset: 0 auto 0 0;
    width: 7px;
    border-inline-start: 1px solid transparent;
    cursor: col-resize;
    touch-action: none;
  }
  .head:hover .edge {
    border-color: var(--line-strong);
  }
  .path {
    position: sticky;
    left: 0;
    z-index: 1;
    padding-inline-start: calc(12px + var(--depth, 0) * 14px);
    background: inherit;
  }
  .row .path {
    font-weight: 500;
  }
  .view:focus-visible .row.active .path {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  .twist {
    display: inline-block;
    width: 14px;
    color: var(--text-quiet);
  }
  .number {
    text-align: end;
  }
  .sort {
    height: 22px;
    padding: 0 3px;
    margin: 0 -3px;
    border-color: transparent;
    background: none;
    color: inherit;
    font-weight: 500;
  }
  [aria-sort="ascending"] .sort,
  [aria-sort="descending"] .sort {
    color: var(--text);
  }
  .quiet,
  .folder-facts {
    color: var(--text-quiet);
  }
  .row .tail {
    font-family: var(--mono);
    font-size: 0.92em;
  }
  .folder-facts {
    grid-column: 2 / -1;
  }
  .soon {
    padding: 1px 6px;
    border-radius: 8px;
    background: var(--warn-surface);
    color: var(--warn);
    font-weight: 500;
  }
  .badge::before {
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-inline-end: 6px;
    border: 1.5px solid currentColor;
    border-radius: 50%;
    content: "";
  }
  .open.badge {
    color: var(--good);
  }
  .open.badge::before {
    background: currentColor;
  }
  .closed {
    color: var(--text-quiet);
  }
`;

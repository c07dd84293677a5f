import { css } from "lit";

export const streamTableStyles = css`
  :host {
    display: block;
  }

  table {
    width: 100%;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    height: var(--row);
    padding: 0 6px;
    border-bottom: 1px solid var(--line);
    text-align: start;
    white-space: nowrap;
  }

  th {
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--surface-raised);
    color: var(--text-quiet);
    font-size: 11.5px;
    font-weight: 500;
  }

  tr {
    background: var(--surface);
    cursor: default;
  }

  tbody tr:hover {
    background: var(--surface-hover);
  }

  tbody tr[aria-current="true"] {
    background: var(--surface-selected);
  }

  /* The row's own outline would be hidden under the cell that stays in view. */
  tbody tr:focus-visible {
    outline-color: transparent;
  }

  tbody tr:focus-visible td {
    box-shadow:
      inset 0 2px var(--accent),
      inset 0 -2px var(--accent);
  }

  tbody tr:focus-visible td.path {
    box-shadow:
      inset 2px 2px var(--accent),
      inset 0 -2px var(--accent);
  }

  /* The path stays in view when the narrow pane is scrolled sideways. */
  .path {
    position: sticky;
    left: 0;
    z-index: 1;
    min-width: 130px;
    max-width: 260px;
    overflow: hidden;
    padding-inline-start: 12px;
    background: inherit;
    text-overflow: ellipsis;
  }

  td.path {
    width: 100%;
    font-weight: 500;
  }

  th.path {
    z-index: 3;
    background: var(--surface-raised);
  }

  .type {
    max-width: 112px;
    overflow: hidden;
    color: var(--text-quiet);
    text-overflow: ellipsis;
  }

  .number {
    text-align: end;
  }

  td.mono {
    font-size: 11.5px;
    color: var(--text-quiet);
  }

  .never {
    color: var(--text-quiet);
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

  .open {
    color: var(--good);
  }

  .open::before {
    background: currentColor;
  }

  .closed {
    color: var(--text-quiet);
  }
`;

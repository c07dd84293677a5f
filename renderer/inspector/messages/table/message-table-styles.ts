import { css } from "lit";

export const messageTableStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow: hidden;
  }
  .scroller {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  table {
    min-width: 100%;
    border-spacing: 0;
    font: 12px/22px var(--mono);
  }
  table:focus-visible {
    outline: none;
  }
  th,
  td {
    max-width: 42ch;
    overflow: hidden;
    padding: 0 8px;
    border-bottom: 1px solid var(--line);
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  td.value {
    white-space: pre;
    unicode-bidi: isolate;
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 12px;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 25px;
    background: var(--surface-raised);
    color: var(--text-quiet);
    font: 500 11.5px var(--sans);
  }
  button.sort {
    max-width: 100%;
    height: 22px;
    overflow: hidden;
    padding: 0;
    border: 0;
    background: none;
    text-overflow: ellipsis;
  }
  tbody tr {
    cursor: default;
  }
  tbody tr:hover {
    background: var(--surface-hover);
  }
  tbody tr[aria-selected="true"] {
    background: var(--surface-selected);
  }
  table:focus-visible tr.active {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  .size,
  td.number,
  th.end {
    text-align: end;
  }
  td.time,
  td.size,
  td.nested,
  td.missing {
    color: var(--text-quiet);
  }
  .pager {
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    min-height: 30px;
    padding: 2px 12px;
    border-top: 1px solid var(--line);
    color: var(--text-quiet);
    font-variant-numeric: tabular-nums;
  }
  .pager column-menu {
    margin-inline-start: auto;
  }
  .problem {
    padding: 6px 12px;
    color: var(--bad);
  }
`;

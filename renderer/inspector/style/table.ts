import { css } from "lit";

/** The styles of a table with a head row. */
export const tableStyles = css`
  table {
    width: 100%;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    height: 26px;
    padding: 0 8px;
    border-bottom: 1px solid var(--line);
    text-align: start;
  }
  thead th {
    background: var(--surface-raised);
    color: var(--text-quiet);
    font-size: 11.5px;
    font-weight: 500;
  }
  tbody th {
    font-weight: 400;
  }
  .number {
    text-align: end;
  }
`;

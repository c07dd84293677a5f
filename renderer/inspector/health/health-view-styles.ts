import { css } from "lit";

export const healthViewStyles = css`
  :host {
    display: block;
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 10px 16px 24px;
  }
  h2 {
    font-size: 14px;
    font-weight: 600;
  }
  h3 {
    margin: 18px 0 6px;
    font-size: 12.5px;
    font-weight: 600;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(250px, 1fr));
    gap: 12px;
    max-width: 1100px;
    margin-top: 10px;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 12px 14px;
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  .card h3 {
    margin: 0;
  }
  dl {
    display: grid;
    gap: 4px;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    font-variant-numeric: tabular-nums;
  }
  dt,
  .quiet,
  .card p {
    color: var(--text-quiet);
  }
  .buttons {
    display: flex;
    gap: 6px;
    margin-top: auto;
  }
  progress {
    width: 100%;
  }
  .said {
    min-height: 18px;
    margin-top: 8px;
    color: var(--good);
  }
  .problem {
    color: var(--bad);
  }
  ul {
    max-height: 160px;
    margin: 0;
    overflow: auto;
    padding-inline-start: 18px;
    overflow-wrap: anywhere;
  }
  table {
    width: 100%;
    max-width: 1100px;
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
  th {
    background: var(--surface-raised);
    color: var(--text-quiet);
    font-size: 11.5px;
    font-weight: 500;
  }
  .number {
    text-align: end;
  }
  .path {
    overflow-wrap: anywhere;
  }
  .empty {
    margin: 12% auto 0;
    color: var(--text-quiet);
    text-align: center;
  }
`;

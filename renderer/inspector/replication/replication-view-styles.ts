import { css } from "lit";

export const replicationViewStyles = css`
  :host {
    display: block;
    flex: 1;
    min-width: 0;
    min-height: 0;
    overflow: auto;
    padding: 10px 16px 24px;
  }
  h2 {
    font-size: 14px;
    font-weight: 600;
  }
  h3 {
    margin: 18px 0 4px;
    font-size: 12.5px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 10px;
  }
  .tools input {
    width: 220px;
    height: 24px;
    padding: 0 8px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
  }
  .server {
    margin-bottom: 8px;
    overflow-wrap: anywhere;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    height: 30px;
    padding: 0 8px;
    border-bottom: 1px solid var(--line);
    text-align: start;
    white-space: nowrap;
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
  .quiet {
    color: var(--text-quiet);
  }
  .code {
    font-family: var(--mono);
    color: var(--bad);
  }
  .state {
    font-weight: 500;
  }
  .state.online,
  .state.upToDate,
  .state.complete {
    color: var(--good);
  }
  .state.waiting,
  .state.offline {
    color: var(--warn);
  }
  .state.stopped,
  .problem {
    color: var(--bad);
  }
  .empty {
    max-width: 44ch;
    margin: 12vh auto 0;
    color: var(--text-quiet);
    line-height: 1.6;
    text-align: center;
  }
  .empty strong {
    display: block;
    color: var(--text);
  }
`;

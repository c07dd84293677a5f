import { css } from "lit";

export const replicationViewStyles = css`
  h3 {
    margin-bottom: 4px;
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
  /* The tables of all servers have the same columns; a long path or error takes more lines, and no other column's place. */
  table {
    table-layout: fixed;
    min-width: 1280px;
  }
  th,
  td {
    height: 30px;
    white-space: nowrap;
  }
  td.error,
  .path {
    padding-block: 4px;
    overflow-wrap: anywhere;
    white-space: normal;
  }
  /* In a narrow window it tells whose buttons those at the other end are. */
  .path {
    position: sticky;
    left: 0;
    width: 210px;
  }
  tbody .path {
    background: var(--surface);
  }
  .word {
    width: 86px;
  }
  .number {
    width: 120px;
  }
  .time {
    width: 116px;
  }
  .actions {
    width: 162px;
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
  .state.stopped {
    color: var(--bad);
  }
  .empty {
    max-width: 44ch;
    margin-top: 12vh;
    padding: 0;
  }
`;

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
  /* Fixed columns, the same for all servers: a long path or error wraps instead of widening its column. */
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
  /* Stays visible while a narrow window is scrolled to the buttons at the other end. */
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

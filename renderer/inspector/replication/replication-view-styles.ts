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
  th,
  td {
    height: 30px;
    white-space: nowrap;
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

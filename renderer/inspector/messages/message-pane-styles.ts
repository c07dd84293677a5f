import { css } from "lit";

export const messagePaneStyles = css`
  :host {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  .panes {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    container: panes / size;
  }

  .list {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  .split .list {
    flex: 0 1 var(--list-share);
    min-height: 100px;
  }

  message-list,
  message-table {
    flex: 1;
  }

  .detail {
    display: flex;
    flex: 1 0 0;
    min-height: 160px;
  }

  message-detail {
    flex: 1;
    min-width: 0;
  }

  .new {
    position: absolute;
    bottom: 10px;
    left: 50%;
    height: 28px;
    padding: 0 14px;
    border-color: transparent;
    border-radius: 14px;
    background: var(--accent-solid);
    box-shadow: 0 2px 8px rgb(0 0 0 / 30%);
    color: #fff;
    font-variant-numeric: tabular-nums;
    transform: translateX(-50%);
  }

  .new:hover:not(:disabled) {
    background: var(--accent-solid);
    filter: brightness(1.08);
  }

  footer {
    display: flex;
    flex: none;
    align-items: center;
    gap: 12px;
    min-height: 34px;
    padding: 4px 12px;
    border-top: 1px solid var(--line);
    color: var(--text-quiet);
    font-variant-numeric: tabular-nums;
  }

  footer .actions {
    display: flex;
    gap: 4px;
  }

  footer strong {
    color: var(--text);
    font-weight: 500;
  }

  .state {
    margin-inline-start: auto;
  }

  /* Too low for both: the open message. */
  @container panes (height < 262px) {
    .detail {
      min-height: 0;
    }
    .split .list,
    .split > pane-splitter {
      display: none;
    }
  }

  .maximized .list,
  .maximized pane-splitter {
    display: none;
  }
`;

import { css } from "lit";

export const streamViewStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    container: view / inline-size;
  }

  .notice {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--line);
    background: var(--warn-surface);
  }

  .notice p {
    flex: 1;
  }

  .empty button {
    margin-top: 10px;
  }

  message-pane {
    min-height: 0;
  }

  @container inspector (height < 460px) {
    activity-panel {
      display: none;
    }
  }
`;

import { css } from "lit";

export const inspectorStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--surface);
    color: var(--text);
    font: 12.5px/1.4 var(--sans);
    container: inspector / size;
    -webkit-font-smoothing: antialiased;
  }

  .view {
    display: flex;
    flex: 1;
    min-height: 0;
  }

  /* Without a connection, what is shown may no longer be so. */
  .stale {
    opacity: 0.6;
    filter: grayscale(1);
  }

  .banner code {
    font-family: var(--mono);
    font-size: 0.92em;
    user-select: all;
  }

  .panes {
    display: flex;
    flex: 1;
    min-width: 0;
    min-height: 0;
  }

  section {
    display: flex;
    min-width: 0;
  }

  .streams {
    flex: 0 1 var(--split);
    min-width: 240px;
  }

  .stream {
    flex: 1 0 0;
    min-width: 420px;
  }

  stream-list,
  stream-view {
    flex: 1;
    min-width: 0;
  }

  .banner p {
    padding: 5px 12px;
    background: var(--warn-surface);
    color: var(--warn);
    font-weight: 500;
  }

  .banner p.closed {
    background: var(--bad-surface);
    color: var(--bad);
  }

  .empty {
    flex: 1;
    max-width: 44ch;
    margin-top: 15vh;
  }

  /* Too narrow for both panes: shows one of them, with a way back. */
  @container inspector (width < 720px) {
    .panes:not(.opened) .streams,
    .opened .stream {
      flex: 1;
      min-width: 0;
    }

    .panes:not(.opened) .stream,
    .opened .streams,
    .panes > pane-splitter {
      display: none;
    }
  }
`;

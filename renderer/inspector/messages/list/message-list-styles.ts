import { css } from "lit";

/** The height of a row in pixels; the styles below use the same value. */
export const rowHeight = 24;

export const messageListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow: hidden;
    container: messages / inline-size;
  }
  .row,
  .head {
    display: grid;
    grid-template-columns: minmax(6ch, var(--offset-width)) 13ch minmax(0, 1fr) 8ch;
    column-gap: 14px;
    padding: 0 12px;
    font-family: var(--mono);
    font-size: 12px;
    line-height: 24px;
    white-space: pre;
  }
  .head {
    flex: none;
    overflow: hidden;
    border-bottom: 1px solid var(--line);
    background: var(--surface-raised);
    color: var(--text-quiet);
    scrollbar-gutter: stable;
  }
  .head span {
    font-family: var(--sans);
    font-size: 11.5px;
  }
  .row {
    height: 24px;
    cursor: default;
  }
  .row:hover {
    background: var(--surface-hover);
  }
  .row[aria-selected="true"] {
    background: var(--surface-selected);
  }
  .view:focus-visible {
    outline: none;
  }
  .view:focus-visible .row.active {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  .offset,
  .time,
  .size,
  .missing {
    color: var(--text-quiet);
  }
  .offset {
    color: var(--text);
  }
  /* What all offsets of a stream begin with: the whole offset is in the tooltip and in the open message. */
  .zeros {
    display: none;
  }
  .content {
    overflow: hidden;
    text-overflow: ellipsis;
    unicode-bidi: isolate;
  }
  code {
    font: inherit;
  }
  .size {
    text-align: end;
    font-family: var(--sans);
    font-variant-numeric: tabular-nums;
  }
  @container messages (width < 640px) {
    .row,
    .head {
      grid-template-columns: minmax(6ch, var(--offset-width)) minmax(0, 1fr) 8ch;
    }
    .row .time,
    .head .time {
      display: none;
    }
  }
`;

import { css } from "lit";

/** Height of a row in pixels; the same stands in the styles. */
export const rowHeight = 24;

export const messageListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow: hidden;
  }
  .scroller {
    flex: 1;
    overflow: auto;
    overflow-anchor: none;
    scrollbar-gutter: stable;
    contain: strict;
  }
  .rows {
    position: relative;
    min-width: 100%;
  }
  .row,
  .head {
    display: grid;
    grid-template-columns: 21ch minmax(0, 1fr) 8ch;
    column-gap: 16px;
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
    color: var(--text-quiet);
    scrollbar-gutter: stable;
  }
  .head span {
    font-family: var(--sans);
    font-size: 11.5px;
  }
  .row {
    position: absolute;
    inset: 0 0 auto 0;
    height: 24px;
    cursor: default;
  }
  .row:hover {
    background: var(--surface-hover);
  }
  .row[aria-current="true"] {
    background: var(--surface-selected);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .offset,
  .size,
  .missing {
    color: var(--text-quiet);
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
  @container view (width < 420px) {
    .row,
    .head {
      grid-template-columns: 21ch minmax(0, 1fr);
    }
    .size {
      display: none;
    }
  }
`;

import { css } from "lit";

export const messageDetailStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--surface);
  }
  header {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
    min-height: 34px;
    padding: 3px 6px 3px 12px;
    border-bottom: 1px solid var(--line);
    background: var(--surface-raised);
  }
  h3 {
    min-width: 0;
    overflow: hidden;
    margin: 0;
    font: 600 12px var(--mono);
    text-overflow: ellipsis;
  }
  span.quiet {
    color: var(--text-quiet);
  }
  .actions {
    display: flex;
    gap: 2px;
    margin-inline-start: auto;
  }
  .body {
    display: flex;
    flex: 1;
    min-height: 0;
    padding-top: 4px;
  }
  .content {
    flex: 1;
    overflow: auto;
    padding: 4px 12px 8px;
    font: 12px/1.55 var(--mono);
    tab-size: 4;
  }
  .content:focus-visible {
    outline-offset: -2px;
  }
  .content > code {
    display: block;
    font: inherit;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 600px;
  }
  .hex > code {
    white-space: pre;
  }
  .more,
  .problem {
    flex: none;
    padding: 5px 12px;
    border-top: 1px solid var(--line);
    background: var(--surface-raised);
  }
  .problem {
    color: var(--bad);
  }
`;

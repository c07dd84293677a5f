import { css } from "lit";

/** The styles of a view that scrolls as a whole. */
export const pageStyles = css`
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
    margin: 18px 0 6px;
    font-size: 12.5px;
    font-weight: 600;
  }
  .quiet {
    color: var(--text-quiet);
  }
  .problem {
    color: var(--bad);
  }
`;

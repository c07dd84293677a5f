import { css } from "lit";

/** What stands where there is nothing to show yet: what that means, and below it what to do. */
export const emptyStyles = css`
  .empty {
    max-width: 48ch;
    margin: 12% auto 0;
    padding: 0 16px;
    color: var(--text-quiet);
    line-height: 1.6;
    text-align: center;
  }
  .empty strong {
    display: block;
    color: var(--text);
  }
`;

import { css } from "lit";

export const streamListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  header,
  footer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    min-height: 40px;
    padding: 4px 12px;
    border-bottom: 1px solid var(--line);
  }
  form {
    display: flex;
    flex: 1 1 190px;
    gap: 4px;
    min-width: 0;
  }
  input[type="search"] {
    flex: 1;
    max-width: 340px;
  }
  column-menu {
    margin-inline-start: auto;
  }
  footer {
    min-height: 34px;
    border-top: 1px solid var(--line);
    border-bottom: 0;
    color: var(--text-quiet);
    font-variant-numeric: tabular-nums;
  }
  .empty {
    flex: 1;
    max-width: 44ch;
    margin-top: 15%;
    overflow-wrap: anywhere;
  }
`;

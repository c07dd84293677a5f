import { css } from "lit";

/** Buttons, fields, badges: the same in every component. */
export const controls = css`
  * {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }

  button,
  input {
    font: inherit;
    color: inherit;
  }

  button {
    height: 24px;
    padding: 0 9px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
    white-space: nowrap;
    cursor: default;
  }

  button:hover:not(:disabled, [aria-pressed="true"]) {
    background: var(--surface-hover);
  }

  button:disabled {
    color: var(--line-strong);
  }

  button[aria-pressed="true"] {
    border-color: var(--accent-solid);
    background: var(--accent-solid);
    color: #fff;
  }

  button.quiet {
    border-color: transparent;
    background: none;
    color: var(--text-quiet);
  }

  input[type="search"],
  input[type="text"] {
    height: 24px;
    min-width: 0;
    padding: 0 8px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
  }

  input::placeholder {
    color: var(--text-quiet);
    opacity: 1;
  }

  h1,
  h2,
  p,
  dl,
  dd {
    margin: 0;
  }

  .mono {
    font-family: var(--mono);
    font-size: 0.92em;
  }

  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

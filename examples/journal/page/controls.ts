import { css } from "lit";

/** Styles that all components share. The colours are in page.css. */
export const controls = css`
  button {
    padding: 5px 11px;
    border: 1px solid var(--line);
    border-radius: 7px;
    background: var(--paper);
    color: inherit;
    font: 13px/1.4 var(--text);
    white-space: nowrap;
    cursor: default;
  }
  button:hover:not(:disabled) {
    background: var(--hover);
  }
  button:disabled {
    opacity: 0.45;
  }
  button:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  button[aria-pressed="true"] {
    background: var(--selected);
  }
  button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: var(--accent);
    filter: brightness(1.08);
  }
`;

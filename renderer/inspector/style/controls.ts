import { css } from "lit";

/** The styles of buttons, fields and badges in all components. */
export const controls = css`
  * {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }

  button,
  input,
  select,
  textarea {
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

  button.quiet[aria-pressed="true"] {
    background: var(--surface-selected);
    color: var(--accent);
  }

  button.primary {
    border-color: var(--accent-solid);
    background: var(--accent-solid);
    color: #fff;
  }

  button.danger {
    border-color: var(--bad-solid);
    background: var(--bad-solid);
    color: #fff;
  }

  button.primary:hover:not(:disabled),
  button.danger:hover:not(:disabled) {
    filter: brightness(1.08);
  }

  button.primary:hover:not(:disabled) {
    background: var(--accent-solid);
  }

  button.danger:hover:not(:disabled) {
    background: var(--bad-solid);
  }

  button.link {
    height: auto;
    padding: 0;
    border: 0;
    background: none;
    color: var(--accent);
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 2px;
    white-space: normal;
  }

  button.icon {
    display: inline-grid;
    place-items: center;
    width: 28px;
    padding: 0;
  }

  select {
    height: 24px;
    max-width: 100%;
    padding: 0 4px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
  }

  textarea {
    padding: 6px 8px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
    resize: vertical;
  }

  progress {
    accent-color: var(--accent-solid);
  }

  input:where([type="search"], [type="text"], [type="number"], [type="datetime-local"]) {
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

  .segments {
    display: flex;
    margin: 0;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 6px;
  }

  .segments legend {
    position: absolute;
  }

  .segments label {
    position: relative;
    padding: 0 9px;
    border-radius: 5px;
    line-height: 22px;
  }

  .segments label:has(:checked) {
    background: var(--surface-selected);
    color: var(--accent);
    font-weight: 500;
  }

  .segments label:has(:focus-visible) {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }

  .segments input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
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

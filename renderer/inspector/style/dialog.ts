import { css } from "lit";

export const dialogStyles = css`
  dialog {
    width: min(560px, 92vw);
    max-height: 90vh;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--surface);
    box-shadow: 0 12px 40px rgb(0 0 0 / 35%);
    color: var(--text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 35%);
  }
  form {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 18px 20px;
  }
  h2 {
    font-size: 15px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .text {
    color: var(--text-quiet);
    overflow-wrap: anywhere;
  }
  .field {
    display: grid;
    gap: 4px;
  }
  .field.checkbox {
    grid-template-columns: auto 1fr;
    align-items: center;
  }
  .field.checkbox label {
    order: 1;
  }
  .field.checkbox p {
    grid-column: 1 / -1;
    order: 2;
  }
  label {
    font-weight: 500;
  }
  .hint {
    color: var(--text-quiet);
    font-size: 11.5px;
  }
  .problem {
    color: var(--bad);
    overflow-wrap: anywhere;
  }
  [aria-invalid="true"] {
    border-color: var(--bad) !important;
  }
  progress {
    width: 100%;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 4px;
  }
  .buttons button {
    height: 28px;
    padding: 0 14px;
  }
`;

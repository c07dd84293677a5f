import { css } from "lit";

export const healthViewStyles = css`
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(250px, 1fr));
    gap: 12px;
    max-width: 1100px;
    margin-top: 10px;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 12px 14px;
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  .card h3 {
    margin: 0;
  }
  dl {
    display: grid;
    gap: 4px;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    font-variant-numeric: tabular-nums;
  }
  dt,
  .card p {
    color: var(--text-quiet);
  }
  .buttons {
    display: flex;
    gap: 6px;
    margin-top: auto;
  }
  progress {
    width: 100%;
  }
  .result {
    min-height: 18px;
    margin-top: 8px;
    color: var(--good);
  }
  ul {
    max-height: 160px;
    margin: 0;
    overflow: auto;
    padding-inline-start: 18px;
    overflow-wrap: anywhere;
  }
  table {
    max-width: 1100px;
  }
  .path {
    overflow-wrap: anywhere;
  }
`;

import { css } from "lit";

export const appStyles = css`
  :host {
    display: flex;
    height: 100vh;
  }
  aside {
    display: flex;
    flex-direction: column;
    width: 290px;
    border-inline-end: 1px solid var(--line);
    background: var(--side);
  }
  note-list {
    flex: 1;
    overflow-y: auto;
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 12px 14px 12px 22px;
  }
  h1 {
    margin: 0;
    font-size: 17px;
    letter-spacing: -0.01em;
  }
  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
  }
  nav {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 12px 14px 18px 40px;
  }
  output {
    flex: 1;
    color: var(--muted);
    font-size: 12px;
    text-align: end;
  }
  output.problem {
    color: var(--problem);
  }
  @media (max-width: 700px) {
    aside {
      width: 200px;
    }
  }
`;

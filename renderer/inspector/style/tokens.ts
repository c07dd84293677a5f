import { css } from "lit";

/** Colours, fonts and sizes, set on the outermost element and inherited by the components within it. */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --surface: light-dark(#ffffff, #16171a);
    --surface-raised: light-dark(#f7f7f8, #1c1d21);
    --surface-hover: light-dark(#f1f2f4, #222429);
    --surface-selected: light-dark(#e6edff, #202d4d);
    --line: light-dark(#e3e4e8, #2b2d33);
    --line-strong: light-dark(#8b8f99, #6c717c);
    --text: light-dark(#1b1d22, #e7e8ea);
    --text-quiet: light-dark(#5b606b, #a0a5b0);
    --text-faint: light-dark(#5f646e, #9a9fa9);
    --accent: light-dark(#2f5be0, #8aabff);
    --accent-solid: light-dark(#2f5be0, #3c66e0);
    --chart-bytes: light-dark(#b3541e, #f0a35b);
    --good: light-dark(#18794e, #4cc38a);
    --warn: light-dark(#945400, #f0b45b);
    --warn-surface: light-dark(#fff5e0, #33270f);
    --bad: light-dark(#c02a2a, #ff8f85);
    --bad-solid: light-dark(#c02a2a, #b83a34);
    --bad-surface: light-dark(#fdeeee, #3a1c1c);
    --json-key: light-dark(#0b5f8a, #7cc7ee);
    --json-string: light-dark(#1f6b3a, #9fd49a);
    --json-number: light-dark(#8a3c00, #f0b383);
    --json-literal: light-dark(#7a2fb0, #d2a6ff);
    --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
    --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    --row: 26px;
  }
`;

import { svg, html, type TemplateResult } from "lit";

const stroke = (paths: TemplateResult) =>
  html`<svg
    viewBox="0 0 16 16"
    width="14"
    height="14"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${paths}
  </svg>`;

/** SVG, so that no font is needed. Hidden from assistive technology: a button that shows one needs a label. */
export const icons = {
  close: stroke(svg`<path d="M4 4l8 8M12 4l-8 8"/>`),
  maximize: stroke(svg`<path d="M9.5 2.5h4v4M13.5 2.5l-4.5 4.5M6.5 13.5h-4v-4M2.5 13.5l4.5-4.5"/>`),
  upload: stroke(svg`<path d="M8 10V2.500M5 5.500l3-3 3 3M2.500 10v3h11v-3"/>`),
  plus: stroke(svg`<path d="M8 3v10M3 8h10"/>`),
  tree: stroke(svg`<path d="M3 3v9.5h4M3 7.5h4M9.5 7.5h4M9.5 12.5h4M3 3h4"/>`),
  list: stroke(svg`<path d="M3 4h10M3 8h10M3 12h10"/>`),
  star: stroke(svg`<path d="M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.200 6.500l4-.6z"/>`),
  more: stroke(svg`<path d="M3.500 8h.01M8 8h.01M12.500 8h.01"/>`),
  search: stroke(
    svg`<path d="M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.300 10.300l3.200 3.200"/>`,
  ),
};

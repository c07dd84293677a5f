import { css, html, nothing, type TemplateResult } from "lit";

/** Shown where a view has no content: says why, and what to do about it. */
export function emptyState(
  title: string,
  text?: unknown,
  { isAlert = false, action }: { readonly isAlert?: boolean; readonly action?: TemplateResult } = {},
): TemplateResult {
  return html`<div class="empty" role=${isAlert ? "alert" : nothing}>
    <strong>${title}</strong>
    ${text === undefined ? nothing : html`<p>${text}</p>`} ${action}
  </div>`;
}

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

import { html, nothing, type TemplateResult } from "lit";

interface FactOptions {
  /** Shown as a tooltip. */
  readonly title?: string;
  /** Marked as `extra`: left out in low windows. */
  readonly isExtra?: boolean;
}

/** One term of a `<dl>` with its value. */
export function fact(
  name: string,
  value: unknown,
  { title, isExtra = false }: FactOptions = {},
): TemplateResult {
  return html`<div class=${isExtra ? "extra" : ""} title=${title ?? nothing}>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

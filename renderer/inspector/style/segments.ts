import { html, type TemplateResult } from "lit";

/** Radio buttons that look like one segmented control. */
export function segments<Value extends string>(
  { legend, name, chosen }: { readonly legend: string; readonly name: string; readonly chosen: Value },
  options: readonly { readonly value: Value; readonly label: string }[],
  onChoose: (value: Value) => void,
): TemplateResult {
  return html`<fieldset class="segments">
    <legend class="hidden">${legend}</legend>
    ${options.map(
      ({ value, label }) =>
        html`<label
          ><input
            type="radio"
            name=${name}
            .checked=${value === chosen}
            @change=${() => onChoose(value)}
          />${label}</label
        >`,
    )}
  </fieldset>`;
}

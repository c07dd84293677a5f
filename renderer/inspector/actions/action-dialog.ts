import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { messageOf } from "../explain.ts";
import { fireStreamOpen } from "../stream-open.ts";
import { controls } from "../style/controls.ts";
import { dialogStyles } from "../style/dialog.ts";
import { FieldError, type ActionForm, type Field, type Submitted } from "./action-form.ts";

/** Shows the form of an action and runs it. Fires `action-done` (`detail`: the message to show) and `stream-open`. */
export class ActionDialog extends LitElement {
  static override properties = {
    form: { state: true },
    running: { state: true },
    problem: { state: true },
    progress: { state: true },
  };

  declare private form: ActionForm | undefined;
  declare private running: boolean;
  declare private problem: { readonly field?: string | undefined; readonly text: string } | undefined;
  declare private progress: { readonly done: number; readonly total: number } | undefined;
  #abort = new AbortController();

  static override styles = [controls, dialogStyles];

  async open(form: ActionForm): Promise<void> {
    this.form = form;
    this.running = false;
    this.problem = undefined;
    this.progress = undefined;
    this.#abort = new AbortController();
    await this.updateComplete;
    this.#dialog?.showModal();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { form } = this;
    if (!form) return nothing;
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed()}>
      <form method="dialog" novalidate @submit=${(event: SubmitEvent) => this.#onSubmit(event, form)}>
        <h2 id="title">${form.title}</h2>
        ${form.text === undefined ? nothing : html`<p class="text">${form.text}</p>`}
        ${form.fields.map((field) => this.#field(field))}
        ${this.progress ? html`<progress aria-label="Progress" max=${this.progress.total} .value=${this.progress.done}></progress>` : nothing}
        ${this.problem && this.problem.field === undefined ? html`<p class="problem" role="alert">${this.problem.text}</p>` : nothing}
        <div class="buttons">
          <button type="button" @click=${() => this.#dialog?.close()}>Cancel</button>
          <button class=${form.danger ? "danger" : "primary"} ?disabled=${this.running}>
            ${this.running ? "Working…" : form.submit}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  #field(field: Field): TemplateResult {
    const problem = this.problem?.field === field.name ? this.problem.text : undefined;
    const { name, label, hint, kind } = field;
    return html`<div class="field ${kind}">
      <label for=${name}>${label}</label>
      ${this.#control(field, problem !== undefined)}
      ${hint === undefined ? nothing : html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
      ${problem === undefined ? nothing : html`<p class="problem" id=${`${name}-problem`} role="alert">${problem}</p>`}
    </div>`;
  }

  #control({ name, kind, hint, value = "", options, suggestions, mono, required }: Field, invalid: boolean) {
    const described = [hint !== undefined && `${name}-hint`, invalid && `${name}-problem`]
      .filter(Boolean)
      .join(" ");
    const describedBy = described || nothing;
    const bad = invalid ? "true" : nothing;
    const font = mono ? "mono" : "";
    if (kind === "textarea")
      return html`<textarea
        class=${font}
        id=${name}
        name=${name}
        rows="7"
        spellcheck="false"
        aria-describedby=${describedBy}
        aria-invalid=${bad}
      ></textarea>`;
    if (kind === "select")
      return html`<select id=${name} name=${name} aria-describedby=${describedBy}>
        ${options?.map((option) => html`<option value=${option.value} ?selected=${option.value === value}>${option.label}</option>`)}
      </select>`;
    return html`<input
        class=${font}
        id=${name}
        name=${name}
        type=${kind}
        step=${kind === "datetime-local" ? "1" : nothing}
        min=${kind === "number" ? "0" : nothing}
        list=${suggestions ? `${name}-list` : nothing}
        autocomplete="off"
        spellcheck="false"
        ?required=${required}
        .defaultValue=${live(kind === "file" || kind === "checkbox" ? "" : value)}
        aria-describedby=${describedBy}
        aria-invalid=${bad}
      />${suggestions ? html`<datalist id=${`${name}-list`}>${suggestions.map((text) => html`<option value=${text}></option>`)}</datalist>` : nothing}`;
  }

  async #onSubmit(event: SubmitEvent, form: ActionForm): Promise<void> {
    event.preventDefault();
    if (this.running) return;
    this.problem = undefined;
    this.running = true;
    const { signal } = this.#abort;
    try {
      const values = this.#submitted(new FormData(event.target as HTMLFormElement), signal);
      const result = await form.run(values);
      if (signal.aborted) return;
      this.#dialog?.close();
      this.dispatchEvent(new CustomEvent("action-done", { detail: result }));
      if (form.opens) fireStreamOpen(this, form.opens(values));
    } catch (error) {
      if (signal.aborted) return;
      const field = error instanceof FieldError ? error.field : form.fieldOf?.(error);
      this.problem = { field, text: messageOf(error) };
      await this.updateComplete;
      if (field !== undefined) this.renderRoot.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
    } finally {
      if (!signal.aborted) this.running = false;
    }
  }

  #submitted(data: FormData, signal: AbortSignal): Submitted {
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    return {
      text,
      number: (name) => (text(name).trim() === "" ? undefined : Number(text(name))),
      file(name) {
        const value = data.get(name);
        return value instanceof File && value.name !== "" ? value : undefined;
      },
      signal,
      progress: (done, total) => (this.progress = { done, total: Math.max(total, 1) }),
    };
  }

  #closed(): void {
    this.#abort.abort();
    this.form = undefined;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }
}

customElements.define("action-dialog", ActionDialog);

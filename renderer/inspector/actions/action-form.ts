/** One field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "textarea" | "number" | "datetime-local" | "select" | "checkbox" | "file";
  /** What to type, or what it does. */
  readonly hint?: string;
  readonly value?: string;
  readonly required?: boolean;
  /** Of a `select`. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** What the browser suggests for a text. */
  readonly suggestions?: readonly string[];
  readonly mono?: boolean;
}

export interface Submitted {
  /** What was typed; of a checkbox `"on"` or `""`. */
  text(name: string): string;
  /** Undefined where nothing was typed. */
  number(name: string): number | undefined;
  file(name: string): File | undefined;
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
}

/** Something that the inspector can do, as a form: what it asks for and what it does then. */
export interface ActionForm {
  readonly title: string;
  /** What happens. */
  readonly text?: string;
  /** Of the button. */
  readonly submit: string;
  readonly danger?: boolean;
  readonly fields: readonly Field[];
  /** What to say afterwards. What it throws is shown at the field that `fieldOf` names, or below the form. */
  run(values: Submitted): Promise<string>;
  fieldOf?(error: unknown): string | undefined;
}

/** A value that cannot be: shown at its field. */
export class FieldError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** One field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "textarea" | "number" | "datetime-local" | "select" | "checkbox" | "file";
  /** Shown below the field. */
  readonly hint?: string;
  readonly value?: string;
  readonly required?: boolean;
  /** The options of a `select`. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Suggested by the browser for a `text`. */
  readonly suggestions?: readonly string[];
  readonly mono?: boolean;
}

/** The submitted values, and how to report progress. */
export interface Submitted {
  /** The text of a field; for a checkbox `"on"` or `""`. */
  text(name: string): string;
  /** Undefined for an empty field. */
  number(name: string): number | undefined;
  file(name: string): File | undefined;
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
}

/** An action of the inspector, as a form: the fields it needs and what it does with them. */
export interface ActionForm {
  readonly title: string;
  /** Explains what the action does. */
  readonly text?: string;
  /** The label of the button. */
  readonly submit: string;
  readonly danger?: boolean;
  readonly fields: readonly Field[];
  /** Returns a message to show. Errors are shown at the field that `fieldOf` names, or below the form. */
  run(values: Submitted): Promise<string>;
  /** The path of a stream to open when it is done. */
  opens?(values: Submitted): string;
  fieldOf?(error: unknown): string | undefined;
}

/** An invalid value, shown at its field. */
export class FieldError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

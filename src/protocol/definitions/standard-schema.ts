/**
 * What this package uses of [Standard Schema](https://standardschema.dev), version 1, which zod, valibot, arktype and others
 * implement. Declared here, so that the published types need no other package.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

type TypesOf<Schema extends StandardSchema> = NonNullable<Schema["~standard"]["types"]>;

/** What a schema accepts. */
export type InputOf<Schema extends StandardSchema> = TypesOf<Schema>["input"];

/** What a schema returns. */
export type OutputOf<Schema extends StandardSchema> = TypesOf<Schema>["output"];

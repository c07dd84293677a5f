export { StreamError } from "../protocol/errors.ts";
export type {
  DefinedOptions,
  InvalidMessage,
  MessageIssue,
  OnInvalid,
  ReferenceDetails,
  StreamReference,
  StreamTarget,
} from "../protocol/definitions/reference.ts";
export type {
  InputOf,
  OutputOf,
  SchemaIssue,
  SchemaResult,
  StandardSchema,
} from "../protocol/definitions/standard-schema.ts";
export { defineStream } from "./define-stream.ts";
export type {
  AnyStreamDefinition,
  CallableDefinition,
  ParameterName,
  ParametersOf,
  SchemaOptions,
  StreamDefinition,
  StreamDefinitionOptions,
} from "./define-stream.ts";

import { StreamError } from "../../../protocol/errors.ts";
import { isOffset } from "../../../protocol/offset.ts";
import type { AppendOptions } from "../../../protocol/stream.ts";
import { checkOptions, isBoolean, isObject, isWholeNumber, type OptionCheck } from "../../check-options.ts";
import { noOptions } from "./one-append.ts";

const maxIdLength = 1024;
const isId: OptionCheck = [
  (value) => typeof value === "string" && value !== "" && value.length <= maxIdLength && value.isWellFormed(),
  `a string of 1 to ${maxIdLength} characters without lone surrogates`,
];
const optionChecks = {
  seq: isId,
  producer: isObject,
  close: isBoolean,
  contentType: [(value) => typeof value === "string", "a MIME type"],
  expectedOffset: [isOffset, "an offset returned by this store, such as the tailOffset of the stream"],
} satisfies Record<keyof AppendOptions, OptionCheck>;
const producerChecks = { id: isId, epoch: isWholeNumber(0), seq: isWholeNumber(0) };

/** @param what the operation, which begins the text of the error. @throws StreamError `BAD_REQUEST` */
export function checkAppendOptions(what: string, options: AppendOptions): void {
  if (options === noOptions) return;
  checkOptions(what, options, optionChecks);
  const { producer, expectedOffset } = options;
  if (!producer) return;
  checkOptions(`${what}: producer`, producer, producerChecks);
  if (producer.id === undefined || producer.epoch === undefined || producer.seq === undefined)
    throw new StreamError("BAD_REQUEST", `${what}: producer needs id, epoch and seq`);
  if (expectedOffset === undefined) return;
  throw new StreamError(
    "BAD_REQUEST",
    `${what}: expectedOffset and producer exclude each other: a repeated append succeeds with producer, and is refused with expectedOffset`,
  );
}

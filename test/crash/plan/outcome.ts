import type { StreamErrorCode } from "../../../src/protocol/errors.ts";
import type { AppendResult, StreamInfo } from "../../../src/protocol/stream.ts";

/** The answer of an operation, as data that can be stored and compared. */
export type Outcome =
  | { readonly error: StreamErrorCode }
  | { readonly append: AppendResult }
  | { readonly appends: readonly AppendResult[] }
  | { readonly info: PlainInfo; readonly created?: boolean }
  | { readonly done: true };

/** A `StreamInfo` whose times are milliseconds. */
export type PlainInfo = Omit<StreamInfo, "createdAt" | "expiresAt" | "deadline"> & {
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly deadline?: number;
};

export function plainInfo(info: StreamInfo): PlainInfo {
  const { createdAt, expiresAt, deadline, ...rest } = info;
  return {
    ...rest,
    createdAt: createdAt.getTime(),
    ...(expiresAt && { expiresAt: expiresAt.getTime() }),
    ...(deadline && { deadline: deadline.getTime() }),
  };
}

/** The same text for the same data, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

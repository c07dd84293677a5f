import { isAbsolute, resolve } from "node:path";
import { StreamError } from "../protocol/errors.ts";
import type { AnyStreamDefinition } from "../schema/define-stream.ts";
import {
  checkOptions,
  isBoolean,
  isFunction,
  isObject,
  isWholeNumber,
  type OptionCheck,
} from "./check-options.ts";
import { Definitions, isListOfDefinitions } from "./definitions/definitions.ts";
import { checkWebhookOptions, type WebhookOptions } from "./subscriptions/webhooks/webhook-options.ts";

export type Durability = "full" | "normal";
export type Logger = Pick<Console, "debug" | "info" | "warn" | "error">;

export interface StoreOptions {
  /**
   * The store's folder, for example `join(app.getPath("userData"), "streams")`; created if missing. Required unless
   * `inMemory` is true.
   */
  readonly directory?: string;
  /** Keep everything in memory and lose it on close, for tests. False by default. */
  readonly inMemory?: boolean;
  /**
   * Open read-only; works while another process writes to the store. On a medium that is read-only itself, the whole store may
   * be read into memory. False by default.
   */
  readonly readOnly?: boolean;
  /**
   * `"full"` (default): an acknowledged append is on disk and survives a power cut. `"normal"`: it
   * survives a crash of the app; a power cut may lose the last appends, but does not damage the store.
   */
  readonly durability?: Durability;
  /** The largest message to accept, in bytes: 1 to 536,870,912 (512 MiB), 10,485,760 (10 MiB) by default. */
  readonly maxMessageBytes?: number;
  /** How often expired streams are deleted, in milliseconds; 60,000 by default, 0 for never. */
  readonly cleanupIntervalMs?: number;
  /**
   * How long the data of an expired stream is kept, in milliseconds of running time: if the clock jumps ahead and is set back
   * within this time, nothing is lost. Times that a clock further ahead has stored are corrected after the same time. 60,000 by
   * default; 0 if `now` is given, which is trusted.
   */
  readonly expiryGraceMs?: number;
  /** How often free space is returned to the file system, in milliseconds; 300,000 by default, 0 for never. */
  readonly compactIntervalMs?: number;
  /** Logs background failures; `console` by default. */
  readonly logger?: Logger;
  /** The clock, in milliseconds since the epoch; `Date.now` by default. */
  readonly now?: () => number;
  /**
   * The definitions of the app's streams, made by `defineStream`. The store checks every append to a stream that matches one,
   * and creates the stream if it does not exist. No two of them may match the same path.
   */
  readonly streams?: readonly AnyStreamDefinition[];
  /** Lets subscriptions deliver webhooks; `{}` is enough. Without it the store sends no requests. */
  readonly webhooks?: WebhookOptions;
}

export interface ResolvedStoreOptions {
  readonly directory: string | undefined;
  readonly readOnly: boolean;
  readonly durability: Durability;
  readonly maxMessageBytes: number;
  readonly cleanupIntervalMs: number;
  readonly expiryGraceMs: number;
  readonly compactIntervalMs: number;
  readonly logger: Logger;
  readonly now: () => number;
  readonly definitions: Definitions;
  readonly webhooks: WebhookOptions | undefined;
}

/** The longest delay that a timer supports, in milliseconds. */
const maxTimeoutMs = 2 ** 31 - 1;
/** SQLite limits a value to 1,000,000,000 bytes. */
const largestMaxMessageBytes = 512 * 1024 * 1024;

const optionChecks = {
  directory: [(value) => typeof value === "string" && value !== "", "the path of a folder"],
  inMemory: isBoolean,
  readOnly: isBoolean,
  durability: [(value) => value === "full" || value === "normal", '"full" or "normal"'],
  maxMessageBytes: isWholeNumber(1, largestMaxMessageBytes),
  cleanupIntervalMs: isWholeNumber(0, maxTimeoutMs),
  expiryGraceMs: isWholeNumber(0),
  compactIntervalMs: isWholeNumber(0, maxTimeoutMs),
  logger: [(value) => typeof (value as Logger | null)?.warn === "function", "a logger such as console"],
  now: isFunction,
  streams: [isListOfDefinitions, "an array of definitions made by defineStream"],
  webhooks: isObject,
} satisfies Record<keyof StoreOptions, OptionCheck>;

/** @throws StreamError `BAD_REQUEST` */
export function resolveOptions(options: StoreOptions = {}): ResolvedStoreOptions {
  checkOptions("openStreamStore", options, optionChecks);
  checkWebhookOptions(options.webhooks);
  if ((options.directory === undefined) === !options.inMemory) {
    throw new StreamError("BAD_REQUEST", "openStreamStore: pass either directory or inMemory: true");
  }
  if (options.inMemory && options.readOnly) {
    throw new StreamError("BAD_REQUEST", "openStreamStore: pass either inMemory or readOnly, not both");
  }
  return {
    directory: options.directory === undefined ? undefined : absolute(options.directory),
    readOnly: options.readOnly ?? false,
    durability: options.durability ?? "full",
    maxMessageBytes: options.maxMessageBytes ?? 10 * 1024 * 1024,
    cleanupIntervalMs: options.cleanupIntervalMs ?? 60_000,
    expiryGraceMs: options.expiryGraceMs ?? (options.now ? 0 : 60_000),
    compactIntervalMs: options.compactIntervalMs ?? 300_000,
    logger: options.logger ?? console,
    now: options.now ?? Date.now,
    definitions: new Definitions(options.streams),
    webhooks: options.webhooks && { ...options.webhooks },
  };
}

/** A relative path would refer to another folder after a `process.chdir`. */
function absolute(directory: string): string {
  return isAbsolute(directory) ? directory : resolve(directory);
}

import { parseJsonBytes } from "../../protocol/json-bytes.ts";
import type { StreamError } from "../../store/index.ts";
import type { Item } from "../messages/items.ts";
import { ReplicationFailure } from "../remote/failure.ts";

export interface UnstorableItem {
  readonly item: Item;
  readonly failure: ReplicationFailure;
}

/** The messages because of which the store refused an append with `error`. */
export function unstorableIn(items: readonly Item[], error: StreamError): UnstorableItem[] {
  const { code, details } = error;
  if (code === "INVALID") return unfitIn(items, error);
  const limit = typeof details["maxMessageBytes"] === "number" ? details["maxMessageBytes"] : undefined;
  return items.flatMap((item) => {
    const failure = failureOf(item, limit);
    return failure ? [{ item, failure }] : [];
  });
}

/** The messages that do not fit the definition of the local stream; the store says which. */
function unfitIn(items: readonly Item[], { message, details }: StreamError): UnstorableItem[] {
  const positions = Array.isArray(details["positions"]) ? (details["positions"] as readonly number[]) : [];
  return positions.flatMap((position) => {
    const item = items[position];
    if (item === undefined) return [];
    const failure = new ReplicationFailure(
      "MESSAGE_INVALID",
      `the server holds a message that the local store refuses (${message}): let the schema accept it, or leave the message out with unstorableMessages: "skip"`,
    );
    return [{ item, failure }];
  });
}

function failureOf(item: Item, maxMessageBytes: number | undefined): ReplicationFailure | undefined {
  if (!(item instanceof Uint8Array)) return tooLarge(item.bytes, maxMessageBytes);
  if (maxMessageBytes !== undefined && item.length > maxMessageBytes)
    return tooLarge(item.length, maxMessageBytes);
  try {
    parseJsonBytes(item);
    return undefined;
  } catch (error) {
    return new ReplicationFailure(
      "MESSAGE_INVALID",
      `the server holds a message that is not valid JSON in UTF-8 (${(error as Error).message}): remove it there, or leave it out with unstorableMessages: "skip"`,
    );
  }
}

function tooLarge(bytes: number, maxMessageBytes: number | undefined): ReplicationFailure {
  const limit = maxMessageBytes === undefined ? "" : `, ${maxMessageBytes}`;
  return new ReplicationFailure(
    "MESSAGE_TOO_LARGE",
    `the server holds a message of ${bytes} bytes, which is more than maxMessageBytes${limit}: raise it in openStreamStore, or leave the message out with unstorableMessages: "skip"`,
  );
}

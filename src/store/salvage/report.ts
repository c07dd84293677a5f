import type { Offset } from "../../protocol/offset.ts";

export interface SalvageOptions {
  /** Called every 256 pages, with the pages that were read and the pages of the damaged store. */
  readonly onProgress?: (progress: { readonly pages: number; readonly total: number }) => void;
}

export interface SalvageReport {
  /** The number of messages in the new store. */
  readonly messages: number;
  /** How many of these are from before checksums were added, so that damage to them cannot be detected. */
  readonly unproven: number;
  /** The number of damaged messages, whose checksum is wrong. They were left out, and count as lost. */
  readonly changed: number;
  /** The number of rows of any table that could not be read. */
  readonly broken: number;
  /** Whether the write-ahead log breaks off: then streams may lack their last messages, and deleted streams may be back. */
  readonly isLogBroken: boolean;
  /**
   * The paths of the streams whose end is not known exactly: a growing stream's row is written only now and then, so up to 128
   * of its last messages may be lost without being listed in `streams`.
   */
  readonly endUnknown: readonly string[];
  /** The streams that have lost messages or settings. */
  readonly streams: readonly SalvagedStream[];
}

export interface SalvagedStream {
  readonly path: string;
  /** The lost messages: each range has those after `from` up to `upto`, inclusive. */
  readonly lost: readonly { readonly from: Offset; readonly upto: Offset; readonly messages: number }[];
  /** The paths of closed streams with the messages before the last gap, at the same offsets. */
  readonly parts: readonly string[];
  /**
   * - `damaged`: messages are lost
   * - `unknown`: the settings are lost: the content type is `application/octet-stream`, and the path may be a new one
   * - `gone`: only the path was found
   */
  readonly state: "damaged" | "unknown" | "gone";
}

import type { Offset } from "../../protocol/offset.ts";

export interface SalvageOptions {
  readonly onProgress?: (progress: { readonly pages: number; readonly total: number }) => void;
}

export interface SalvageReport {
  /** Messages that were kept. */
  readonly messages: number;
  /** Of these, messages from before there were checksums: they are as they were found, and may not be as they were. */
  readonly unproven: number;
  /** Messages that are not as they were stored any more: left out, and so among what is lost. */
  readonly changed: number;
  /** Rows of any kind that could not be made out. */
  readonly broken: number;
  /** The write-ahead log breaks off before its end: streams may have had more, and what was deleted may be back. */
  readonly isLogBroken: boolean;
  /**
   * Streams that were growing: their rows say where they end only now and then, so up to 128 of their last messages may be
   * lost without a trace.
   */
  readonly endUnknown: readonly string[];
  /** Streams that are not as they were. */
  readonly streams: readonly SalvagedStream[];
}

export interface SalvagedStream {
  readonly path: string;
  /** What is missing between what was there: the messages after `from` up to `upto`. */
  readonly lost: readonly { readonly from: Offset; readonly upto: Offset; readonly messages: number }[];
  /** The streams that hold what was before the last hole, at the same offsets; closed. */
  readonly parts: readonly string[];
  /**
   * `damaged`: messages are missing; `unknown`: what was known about the stream is lost, and its content type, and perhaps
   * its path, are made up; `gone`: only its path was found.
   */
  readonly state: "damaged" | "unknown" | "gone";
}

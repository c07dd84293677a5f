import {
  decode,
  decodeTimestampExtension,
  encode,
  encodeTimestampExtension,
  EXT_TIMESTAMP,
  ExtensionCodec,
} from "@msgpack/msgpack";
import { isPlausibleFrame } from "./message-pack-shape.ts";

/** Levels of nested objects and arrays. Values are encoded recursively, so more would exhaust the stack. */
const maxDepth = 1000;

const uint32ArrayExtension = 1;
const arrayBufferExtension = 2;
const float64ArrayExtension = 3;

/**
 * Encodes a value as MessagePack so that it arrives as through a `MessagePort`: typed arrays and dates keep their
 * type. Leaves out object members that are `undefined`.
 */
export function encodeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(value, { extensionCodec, maxDepth, ignoreUndefined: true, useBigInt64: true });
}

/** Decodes a frame; `undefined` for anything else. Never throws. Bytes in the value are views of the frame. */
export function decodeFrame(frame: unknown): unknown {
  if (!(frame instanceof ArrayBuffer)) return undefined;
  const bytes = new Uint8Array(frame);
  if (!isPlausibleFrame(bytes, maxDepth)) return undefined;
  try {
    return decode(bytes, { extensionCodec, useBigInt64: true });
  } catch {
    return undefined;
  }
}

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: uint32ArrayExtension,
  encode: (value) =>
    value instanceof Uint32Array ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null,
  // A copy: a typed array has to start at a multiple of its element size, and in the frame it may not.
  decode: (bytes) => new Uint32Array(bytes.slice().buffer),
});
extensionCodec.register({
  type: arrayBufferExtension,
  encode: (value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : null),
  decode: (bytes) => bytes.slice().buffer,
});
extensionCodec.register({
  type: float64ArrayExtension,
  encode: (value) =>
    value instanceof Float64Array ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null,
  decode: (bytes) => new Float64Array(bytes.slice().buffer),
});
extensionCodec.register({
  type: EXT_TIMESTAMP,
  // An invalid date would arrive as 1970. Encoded as an empty object instead, it is refused.
  encode: (value) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? encodeTimestampExtension(value) : null,
  decode: decodeTimestampExtension,
});

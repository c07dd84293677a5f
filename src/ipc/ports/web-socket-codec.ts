import {
  decode,
  decodeTimestampExtension,
  encode,
  encodeTimestampExtension,
  EXT_TIMESTAMP,
  ExtensionCodec,
} from "@msgpack/msgpack";
import { isPlausibleFrame } from "./message-pack-shape.ts";

/** Objects and arrays in one another; a value is encoded recursively, so more would exhaust the stack. */
const maxDepth = 1000;

const uint32ArrayExtension = 1;
const arrayBufferExtension = 2;
const float64ArrayExtension = 3;

/**
 * MessagePack for what crosses a port, so that it arrives as it would through a `MessagePort`: typed
 * arrays and dates as such, object members that are `undefined` left out.
 */
export function encodeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(value, { extensionCodec, maxDepth, ignoreUndefined: true, useBigInt64: true });
}

/** `undefined` for whatever is no frame of ours; never throws. Bytes in the value are views of the frame. */
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
  // A copy: in the frame it starts anywhere, and a typed array has to start at a multiple of its size.
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
  // An invalid date has no timestamp: it would arrive as 1970. As an empty object it is refused.
  encode: (value) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? encodeTimestampExtension(value) : null,
  decode: decodeTimestampExtension,
});

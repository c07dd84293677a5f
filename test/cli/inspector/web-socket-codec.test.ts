import { encode } from "@msgpack/msgpack";
import { describe, expect, it } from "vitest";
import { decodeFrame, encodeFrame } from "../../../src/ipc/ports/web-socket-codec.ts";

describe("a value crosses a WebSocket unchanged", () => {
  const values = {
    "plain values": [
      null,
      true,
      false,
      0,
      -1,
      1.5,
      2 ** 40,
      -(2 ** 40),
      2 ** 53 - 1,
      Infinity,
      "",
      "ü€😀",
      [],
      {},
    ],
    NaN: [Number.NaN],
    "a whole number beyond 53 bits": [2n ** 60n],
    bytes: [new Uint8Array([0, 1, 255]), new Uint8Array()],
    dates: [
      new Date(0),
      new Date("2026-06-09T06:00:00.123Z"),
      new Date(-1),
      new Date(8.64e15),
      new Date(-8.64e15),
    ],
    "typed arrays at any alignment": [
      "x",
      Uint32Array.of(1, 2 ** 32 - 1),
      "xy",
      new Uint32Array(),
      "xyz",
      Uint32Array.of(7),
    ],
    "a buffer": [new Uint8Array([1, 2, 3]).buffer],
    "texts of every size class": [1, 31, 32, 255, 256, 65_535, 65_536].map((length) => "x".repeat(length)),
    "arrays of every size class": [15, 16, 65_535, 65_536].map((length) =>
      Array.from({ length }, (_, i) => i),
    ),
    "objects of every size class": [15, 16, 65_536].map((length) =>
      Object.fromEntries(Array.from({ length }, (_, i) => [`m${i}`, i])),
    ),
    "extensions of every size class": [1, 2, 4, 8, 16, 3, 256, 65_536].map(
      (length) => new ArrayBuffer(length),
    ),
  };
  for (const [name, value] of Object.entries(values)) {
    it(name, () => expect(cross(value)).toEqual(value));
  }

  it("except for undefined members, which are dropped", () => {
    const arrived = cross({ id: 1, value: undefined, inner: { offset: undefined } });
    expect(Object.keys(arrived as object)).toEqual(["id", "inner"]);
    expect(arrived).toEqual({ id: 1, inner: {} });
  });

  it("except for a Node Buffer, which arrives as a plain Uint8Array", () => {
    const arrived = cross(Buffer.from("abc"));
    expect(Object.getPrototypeOf(arrived)).toBe(Uint8Array.prototype);
    expect(arrived).toEqual(new Uint8Array([97, 98, 99]));
  });

  it("except for an invalid date, which does not arrive as a date", () => {
    expect(cross(new Date(Number.NaN))).not.toBeInstanceOf(Date);
  });

  it("nested as deep as allowed", () => {
    const value = nested(900);
    expect(cross(value)).toEqual(value);
  });
});

describe("an invalid frame is decoded as undefined", () => {
  const million = 1_000_000;
  const frames: Record<string, unknown> = {
    "a text": "[]",
    nothing: new ArrayBuffer(0),
    "a byte that MessagePack never uses": bytes(0xc1),
    "a text that is cut off": bytes(0xd9, 5, 0x61),
    "two values": bytes(1, 2),
    "arrays nested a million deep": Uint8Array.from({ length: million }, () => 0x91).buffer,
    "objects nested a million deep": Uint8Array.from({ length: million }, (_, i) => (i % 2 ? 0xa0 : 0x81))
      .buffer,
    "a value nested deeper than allowed": frameOf(encode(nested(2000), { maxDepth: 3000 })),
    "an array of four billion": bytes(0xdd, 255, 255, 255, 255),
    "an object of four billion": bytes(0xdf, 255, 255, 255, 255),
    "bytes, four billion of them": bytes(0xc6, 255, 255, 255, 255),
    "an object with a member without a name": bytes(0x81, 0xc0, 0x01),
    "an object that would change its prototype": frameOf(encode(JSON.parse('{"__proto__":{}}'))),
    "numbers cut in the middle": bytes(0xc7, 3, 1, 1, 2, 3),
  };
  for (const [name, frame] of Object.entries(frames)) {
    it(name, () => expect(decodeFrame(frame)).toBeUndefined());
  }

  it("and never throws, whatever bytes arrive", () => {
    const frame = encodeFrame([
      { kind: "call", id: 1, operation: "head", args: ["a", { at: new Date(), n: [1, 2.5] }] },
    ]);
    for (let at = 0; at < frame.length; at++) {
      for (const byte of [0x00, 0x7f, 0x81, 0x91, 0xa1, 0xc1, 0xc9, 0xd4, 0xdd, 0xdf, 0xff]) {
        expect(() => decodeFrame(frame.with(at, byte).buffer)).not.toThrow();
      }
      expect(decodeFrame(frame.slice(0, at).buffer)).toBeUndefined();
    }
  });
});

function cross(value: unknown): unknown {
  return decodeFrame(frameOf(encodeFrame(value)));
}

/** A buffer for this frame alone, as a socket delivers it. */
function frameOf(frame: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return frame.slice().buffer;
}

function bytes(...values: number[]): ArrayBuffer {
  return Uint8Array.from(values).buffer;
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { value };
  return value;
}

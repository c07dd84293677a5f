import * as fc from "fast-check";

/** Keys with a meaning in JavaScript. */
const specialKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "toJSON",
  "then",
  "length",
  "valueOf",
];

/** Any value that structured clone accepts: a window's script can put it into a message. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.anything(anything()) },
  { weight: 2, arbitrary: fc.constantFrom(undefined, null, NaN, -0, Infinity, "", 0, -1, 2 ** 53, true) },
  {
    weight: 1,
    arbitrary: fc.array(fc.nat(0xffff), { maxLength: 50 }).map((codes) => String.fromCharCode(...codes)),
  },
  { weight: 1, arbitrary: fc.constantFrom(100, 3000, 100_000).map((length) => "\u0000é".repeat(length / 2)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...specialKeys).chain((key) => fc.anything().map((v) => own(key, v))),
  },
  { weight: 1, arbitrary: fc.constantFrom(cyclicArray, cyclicObject, cyclicMap).map((make) => make()) },
  { weight: 1, arbitrary: fc.constantFrom(1, 100, 25_000, 2 ** 32 - 1).map((length) => sparse(length)) },
  { weight: 1, arbitrary: fc.constantFrom(1, 3, 7, 30).map((levels) => shared(levels)) },
  { weight: 1, arbitrary: fc.constantFrom(10, 999, 1002, 3000).map((levels) => nested(levels)) },
  {
    weight: 2,
    arbitrary: fc.uint8Array({ maxLength: 100 }).chain((bytes) => fc.constantFrom(...viewsOf(bytes))),
  },
  { weight: 1, arbitrary: fc.constantFrom(/x/gu, new Error("x"), new Date(NaN), Object("x"), Object(1n)) },
);

function anything(): fc.ObjectConstraints {
  return {
    maxDepth: 3,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
    withBoxedValues: true,
    withObjectString: true,
    key: fc.oneof(fc.string(), fc.constantFrom(...specialKeys)),
  };
}

function own(key: string, value: unknown): object {
  return Object.defineProperty({}, key, { value, enumerable: true, writable: true, configurable: true });
}

function cyclicArray(): unknown {
  const array: unknown[] = [1];
  array.push(array);
  return array;
}

function cyclicObject(): unknown {
  const inner: Record<string, unknown> = {};
  inner["inner"] = { deeper: inner };
  return inner;
}

function cyclicMap(): unknown {
  const map = new Map<string, unknown>();
  return map.set("self", map);
}

function sparse(length: number): unknown[] {
  const array: unknown[] = [];
  array.length = length;
  return array;
}

/** Nests shared references: few of them stand for 10^levels values. */
function shared(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = sparse(10).fill(value);
  return value;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** The same bytes in every type that holds bytes. */
function viewsOf(bytes: Uint8Array): unknown[] {
  const buffer = new Uint8Array([0, ...bytes, 0]).buffer;
  const resizable = new ArrayBuffer(bytes.length, { maxByteLength: 2 * bytes.length + 1 });
  new Uint8Array(resizable).set(bytes);
  const common = new SharedArrayBuffer(bytes.length);
  new Uint8Array(common).set(bytes);
  return [
    bytes,
    new Uint8Array(buffer, 1, bytes.length),
    buffer,
    new DataView(buffer),
    new Uint8Array(resizable),
    new Uint8Array(common),
    new Float64Array(bytes),
    new BigInt64Array(bytes.length),
  ];
}

import type { Page, PageFile } from "./page-file.ts";

export type Value = null | number | bigint | string | Buffer;

/** A row of a table, or an entry of an index or of a table without row ids. */
export interface Row {
  readonly rowid: bigint | undefined;
  readonly values: readonly Value[];
}

const pageTypes = { indexInterior: 0x02, tableInterior: 0x05, indexLeaf: 0x0a, tableLeaf: 0x0d } as const;
const types: readonly number[] = Object.values(pageTypes);

/** The longest row to read: one that claims to be longer is damaged. */
const maxRowBytes = 600 * 1024 * 1024;

/**
 * The rows in a page that can be read (https://sqlite.org/fileformat2.html#b_tree_pages).
 *
 * @param broken called for each row that cannot
 */
export function* rowsOf(file: PageFile, page: Page, broken: () => void): Generator<Row, void, undefined> {
  const start = page.number === 1 ? 100 : 0;
  const type = page.bytes[start]!;
  if (!types.includes(type) || type === pageTypes.tableInterior) return;
  const headerBytes = type === pageTypes.indexInterior ? 12 : 8;
  const cells = page.bytes.readUInt16BE(start + 3);
  for (let i = 0; i < cells; i++) {
    const pointer = start + headerBytes + 2 * i;
    try {
      yield readCell(file, page.bytes, page.bytes.readUInt16BE(pointer), type);
    } catch {
      broken();
      if (pointer + 2 > page.bytes.length) return;
    }
  }
}

function readCell(file: PageFile, page: Buffer, offset: number, type: number): Row {
  const isTable = type === pageTypes.tableLeaf;
  let at = type === pageTypes.indexInterior ? offset + 4 : offset;
  const length = varint(page, at);
  at = length.end;
  let rowid: bigint | undefined;
  if (isTable) {
    const id = varint(page, at);
    rowid = id.value;
    at = id.end;
  }
  return { rowid, values: decode(payload(file, page, at, Number(length.value), isTable)) };
}

/** The bytes of a row: those in the page, then those in its chain of overflow pages. */
function payload(file: PageFile, page: Buffer, at: number, length: number, isTable: boolean): Buffer {
  const { usable } = file;
  if (!(length >= 1 && length <= maxRowBytes)) throw new RangeError("the row has an impossible length");
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = length <= most ? length : fitting <= most ? fitting : least;
  if (at + local + (local < length ? 4 : 0) > page.length)
    throw new RangeError("the row goes beyond its page");
  const parts = [page.subarray(at, at + local)];
  let next = local < length ? page.readUInt32BE(at + local) : 0;
  for (let left = length - local; left > 0; left -= usable - 4) {
    if (next < 2 || next > file.pageCount)
      throw new RangeError("the row's chain of overflow pages is broken");
    const overflow = file.page(next);
    parts.push(overflow.subarray(4, 4 + Math.min(left, usable - 4)));
    next = overflow.readUInt32BE(0);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function decode(bytes: Buffer): Value[] {
  const header = varint(bytes, 0);
  const values: Value[] = [];
  let body = Number(header.value);
  for (let at = header.end; at < Number(header.value);) {
    const type = varint(bytes, at);
    at = type.end;
    const { value, length } = decodeValue(bytes, body, Number(type.value));
    values.push(value);
    body += length;
  }
  if (body !== bytes.length) throw new RangeError("the row's values do not add up to its length");
  return values;
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8];

function decodeValue(bytes: Buffer, at: number, type: number): { value: Value; length: number } {
  if (type === 0) return { value: null, length: 0 };
  if (type === 8 || type === 9) return { value: type - 8, length: 0 };
  if (type === 6) return { value: narrow(bytes.readBigInt64BE(at)), length: 8 };
  if (type < 6) return { value: bytes.readIntBE(at, integerBytes[type]!), length: integerBytes[type]! };
  if (type < 12) throw new RangeError("no column of the store has this type");
  const length = Math.floor((type - 12) / 2);
  if (at + length > bytes.length) throw new RangeError("a value goes beyond its row");
  const data = bytes.subarray(at, at + length);
  return { value: type % 2 === 0 ? Buffer.from(data) : data.toString("utf8"), length };
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function varint(bytes: Buffer, offset: number): { value: bigint; end: number } {
  let value = 0n;
  for (let i = 0; i < 8; i++) {
    const byte = bytes.readUInt8(offset + i);
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value, end: offset + i + 1 };
  }
  return {
    value: BigInt.asIntN(64, (value << 8n) | BigInt(bytes.readUInt8(offset + 8))),
    end: offset + 9,
  };
}

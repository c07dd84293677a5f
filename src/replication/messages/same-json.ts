/** What `JSON.parse` makes of a number here: its value as text, because a `number` has 53 bits. */
class NumberText {
  readonly text: string;

  constructor(source: string) {
    this.text = canonicalNumber(source);
  }
}

/**
 * Whether two JSON texts have the same value. Servers may write it their own way: with other spacing, keys in another
 * order, escaped characters, and numbers as `1.50` or `15e-1`. Numbers are compared exactly, however large.
 */
export function isSameJson(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0 || comparableJson(a) === comparableJson(b);
}

/** A text that two JSON texts share if they have the same value. What is not JSON shares it only with the same bytes. */
export function comparableJson(text: Uint8Array): string {
  try {
    return canonicalJson(parse(text));
  } catch {
    // Not JSON, or nested too deeply to be compared. No JSON begins like this.
    return `=${Buffer.from(text).toString("latin1")}`;
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

function parse(text: Uint8Array): unknown {
  const revive: Reviver = (_, value, { source }) =>
    typeof value === "number" ? new NumberText(source ?? String(value)) : value;
  return JSON.parse(Buffer.from(text).toString(), revive as (key: string, value: unknown) => unknown);
}

function canonicalJson(value: unknown): string {
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** The digits without zeros around them, and the power of ten of the last one: `-15e-1` for `-1.50`. */
function canonicalNumber(source: string): string {
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(
    source,
  )!;
  const significant = (whole! + fraction).replace(/^0+/, "");
  if (significant === "") return "0";
  const digits = significant.replace(/0+$/, "");
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(significant.length - digits.length);
  return `${sign}${digits}e${power}`;
}

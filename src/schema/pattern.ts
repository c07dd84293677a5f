import { StreamError } from "../protocol/errors.ts";
import { assertStreamPath } from "../protocol/stream-path.ts";
import { escapeSegment, unescapeSegment } from "./segment.ts";

/** A segment of a pattern: a text, or the name of a parameter. */
type Segment = { readonly text: string } | { readonly name: string };

/** The paths of a definition: segments separated by `/`, of which those that begin with `:` are parameters. */
export class PathPattern {
  readonly text: string;
  readonly #segments: readonly Segment[];
  readonly #names: readonly string[];

  /** @throws StreamError `BAD_REQUEST` */
  constructor(pattern: unknown) {
    assertPattern(pattern);
    this.text = pattern;
    this.#segments = pattern.split("/").map((segment) => parseSegment(segment, pattern));
    this.#names = this.#segments.flatMap((segment) => ("name" in segment ? [segment.name] : []));
    const twice = this.#names.find((name, index) => this.#names.indexOf(name) !== index);
    if (twice !== undefined) throw badPattern(pattern, `has the parameter ":${twice}" twice`);
  }

  get hasParameters(): boolean {
    return this.#names.length > 0;
  }

  /** @throws StreamError `BAD_REQUEST` */
  path(parameters: unknown = {}): string {
    const given = this.#check(parameters);
    const segments = this.#segments.map((segment) =>
      "name" in segment ? escapeSegment(given[segment.name], segment.name) : segment.text,
    );
    const path = segments.join("/");
    assertStreamPath(path);
    return path;
  }

  /** The parameters that give a path; undefined if none do. */
  parameters(path: string): Record<string, string> | undefined {
    const parts = path.split("/");
    if (parts.length !== this.#segments.length) return undefined;
    const parameters: Record<string, string> = {};
    for (const [index, segment] of this.#segments.entries()) {
      const part = parts[index]!;
      const value = "name" in segment ? unescapeSegment(part) : part;
      if (value === undefined || ("text" in segment && segment.text !== part)) return undefined;
      if ("name" in segment) parameters[segment.name] = value;
    }
    return parameters;
  }

  /** Matches the paths of the pattern, whatever is in the place of a parameter. */
  get expression(): RegExp {
    const sources = this.#segments.map((segment) => ("name" in segment ? "[^/]+" : escaped(segment.text)));
    return new RegExp(`^${sources.join("/")}$`);
  }

  /** Whether there is a path that both patterns match. */
  overlaps(other: PathPattern): boolean {
    return (
      this.#segments.length === other.#segments.length &&
      this.#segments.every((segment, index) => {
        const another = other.#segments[index]!;
        return "name" in segment || "name" in another || segment.text === another.text;
      })
    );
  }

  #check(parameters: unknown): Record<string, unknown> {
    if (typeof parameters !== "object" || parameters === null)
      throw badPattern(this.text, "is called with an object of its parameters");
    const missing = this.#names.find((name) => !Object.hasOwn(parameters, name));
    if (missing !== undefined) throw badPattern(this.text, `needs the parameter ${JSON.stringify(missing)}`);
    const unknown = Object.keys(parameters).find((name) => !this.#names.includes(name));
    if (unknown !== undefined) throw badPattern(this.text, `has no parameter ${JSON.stringify(unknown)}`);
    return parameters as Record<string, unknown>;
  }
}

function assertPattern(pattern: unknown): asserts pattern is string {
  try {
    assertStreamPath(pattern);
  } catch (error) {
    throw new StreamError("BAD_REQUEST", `defineStream: ${(error as Error).message}`);
  }
}

function parseSegment(text: string, pattern: string): Segment {
  if (text === "*" || text === "**")
    throw badPattern(pattern, `has a "${text}" segment: write a parameter, such as ":name"`);
  if (!text.startsWith(":")) return { text };
  const name = text.slice(1);
  if (/^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__") return { name };
  throw badPattern(pattern, `has a parameter ${JSON.stringify(text)} that is not ":" and an identifier`);
}

function badPattern(pattern: string, problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `the pattern ${JSON.stringify(pattern)} ${problem}`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

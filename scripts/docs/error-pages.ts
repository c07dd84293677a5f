import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { httpStatusByCode } from "../../src/protocol/errors.ts";

/** A row of the tables in docs/errors.md. */
interface ErrorRow {
  readonly code: string;
  readonly status: string;
  readonly when: string;
  readonly what: string;
}

const row = /^\| `(\w+)` \| (\d+) \| ([^|]+) \| ([^|]+) \|$/gm;

/** The rows of all codes, in order. */
export function errorRows(page: string): ErrorRow[] {
  return [...page.matchAll(row)].map(([, code = "", status = "", when = "", what = ""]) => ({
    code,
    status,
    when,
    what,
  }));
}

/** Writes a page for each error code, which a search for the code finds, and which a log can link. */
export function writeErrorPages(docs: string): void {
  const folder = join(docs, "errors");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const error of errorRows(readFileSync(join(docs, "errors.md"), "utf8")))
    writeFileSync(join(folder, `${error.code}.md`), pageOf(error));
}

function pageOf({ code, status, when, what }: ErrorRow): string {
  return `# ${code}

${sentence(fromBelow(when))}

**What to do:** ${sentence(fromBelow(what))}

Over HTTP it is status ${status}.
${Object.hasOwn(httpStatusByCode, code) ? exampleOf(code) : ""}
[All error codes](../errors.md)
`;
}

/** Codes of the HTTP handler alone are in no `StreamError`. */
function exampleOf(code: string): string {
  return `
In Node and in a window, branch on the code:

\`\`\`ts
import { StreamError } from "electron-durable-streams";

export function is${camelCase(code)}(error: unknown): boolean {
  return error instanceof StreamError && error.code === "${code}";
}
\`\`\`
`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Links of the table are relative to docs/. */
function fromBelow(text: string): string {
  return text.replaceAll(/\]\((?!\w+:|#|\/)/g, "](../");
}

function camelCase(code: string): string {
  return code
    .toLowerCase()
    .split("_")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

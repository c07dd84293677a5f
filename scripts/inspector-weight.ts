import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** The limit for the page and for the element: bytes of scripts and styles with all libraries, compressed by gzip. */
const maxBytes = 250_000;

const parts = { "inspector's page": "inspector", "inspector's element": "inspector-element" };

/** Prints the compressed size of the page and of the element; exits if one is missing or above the limit. */
export function checkInspectorWeight(): void {
  const weights = Object.entries(parts).map(([name, folder]) => ({
    name,
    bytes: weigh(join("dist", folder)),
  }));
  for (const { name, bytes } of weights)
    console.log(`${name}: ${Math.round(bytes / 1000)} kB, compressed (at most ${maxBytes / 1000})`);
  const failed = weights.filter(({ bytes }) => bytes === 0 || bytes > maxBytes);
  if (failed.length === 0) return;
  console.error(`missing or too large: the ${failed.map(({ name }) => name).join(", the ")}`);
  process.exit(1);
}

function weigh(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(js|css)$/.test(name),
  );
  return files.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
    0,
  );
}

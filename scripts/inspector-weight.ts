import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes of scripts and styles, compressed, with all libraries; of the page and of the element alike. */
const maxBytes = 250_000;

const parts = { "inspector's page": "inspector", "inspector's element": "inspector-element" };

/** Ends the build if the inspector has grown too heavy in one of its places; prints what it weighs. */
export function checkInspectorWeight(): void {
  const weights = Object.entries(parts).map(([name, folder]) => ({
    name,
    bytes: weigh(join("dist", folder)),
  }));
  for (const { name, bytes } of weights)
    console.log(`${name}: ${Math.round(bytes / 1000)} kB, compressed (at most ${maxBytes / 1000})`);
  const wrong = weights.filter(({ bytes }) => bytes === 0 || bytes > maxBytes);
  if (wrong.length === 0) return;
  console.error(`too heavy, or not there: the ${wrong.map(({ name }) => name).join(", the ")}`);
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

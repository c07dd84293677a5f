import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes of the inspector's scripts and styles, compressed. */
export const maxInspectorBytes = 250_000;

const folder = join("dist", "inspector");

/** Ends the build if the inspector, with its libraries, has grown too heavy; prints what it weighs. */
export function checkInspectorWeight(): void {
  const bytes = inspectorBytes();
  console.log(
    `inspector: ${Math.round(bytes / 1000)} kB of scripts and styles, compressed (at most ${maxInspectorBytes / 1000})`,
  );
  if (bytes <= maxInspectorBytes) return;
  console.error("the inspector is too heavy");
  process.exit(1);
}

export function inspectorBytes(): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(js|css)$/.test(name),
  );
  return files.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
    0,
  );
}

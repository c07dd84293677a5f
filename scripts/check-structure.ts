/** Part of `npm run lint`: fails if a folder directly holds more source files than a reader can take in at once. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const roots = ["src", "main", "renderer", "test", "bench", "scripts"];
const maxFiles = 12;
const source = /\.[cm]?[jt]sx?$/;

const crowded = roots.flatMap(foldersBelow).filter(({ files }) => files.length > maxFiles);
for (const { folder, files } of crowded) {
  console.error(
    `${folder} holds ${files.length} source files of its own; the limit is ${maxFiles}. ` +
      "Move those that share a subject into a subfolder named after it.",
  );
}
if (crowded.length > 0) process.exit(1);

function foldersBelow(folder: string): { folder: string; files: string[] }[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && source.test(entry.name)).map(({ name }) => name);
  const subfolders = entries.filter((entry) => entry.isDirectory());
  return [{ folder, files }, ...subfolders.flatMap(({ name }) => foldersBelow(join(folder, name)))];
}

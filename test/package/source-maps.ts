/** Checks that the maps of the installed package lead from each bundled file back to the sources. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { join } from "node:path";
import type { Project } from "./project.ts";

const repository = join(import.meta.dirname, "..", "..");

export function testSourceMaps(project: Project): void {
  const dist = join(project.folder, "node_modules", "electron-durable-streams", "dist");
  const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const functions = scripts.flatMap((script) => mappedFunctions(dist, script));
  // Each file that is more than a list of exports has functions.
  assert.ok(functions.length > scripts.length, `only ${functions.length} functions were found`);
  for (const { name, script, sourceLine } of functions)
    assert.match(sourceLine, new RegExp(`function\\*? ${name}\\b`), `the map of ${script} misses ${name}`);
}

interface MappedFunction {
  readonly name: string;
  readonly script: string;
  /** The line that the map leads to. */
  readonly sourceLine: string;
}

/** The first functions at the start of a line; a bundler may have appended `$1` to a name. */
function mappedFunctions(dist: string, script: string): MappedFunction[] {
  const lines = readFileSync(join(dist, script), "utf8").split("\n");
  const found = lines.flatMap((line, i) => {
    const [, name] = /^(?:async )?function\*? (\w+)\(/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, line: i }];
  });
  if (found.length === 0) return [];
  const payload = JSON.parse(readFileSync(join(dist, `${script}.map`), "utf8")) as SourceMapPayload;
  const map = new SourceMap(payload);
  return found.slice(0, 20).map(({ name, line }) => {
    const entry = map.findEntry(line, lines[line]!.indexOf(name));
    assert.ok("originalSource" in entry, `the map of ${script} has nothing for ${name}`);
    const i = payload.sources.indexOf(entry.originalSource);
    const text = payload.sourcesContent[i]!;
    assert.equal(
      text,
      readFileSync(join(repository, entry.originalSource.replace(/^(\.\.\/)+/, "")), "utf8"),
    );
    return { name, script, sourceLine: text.split("\n")[entry.originalLine]! };
  });
}

const neededNodeApi = 10;

/**
 * Says why better-sqlite3 cannot be loaded here; undefined if it can. Its prebuilt add-on needs Node-API 10 (Node 22.14,
 * Electron 35). On an older host it crashes instead of throwing, so call this before loading it.
 */
export function nodeApiProblem(
  { napi, node, electron }: Partial<NodeJS.ProcessVersions> = process.versions,
  isCompiled = isCompiledHere,
): string | undefined {
  if (Number(napi) >= neededNodeApi || isCompiled()) return undefined;
  const [host, fix] = electron
    ? [`Electron ${electron}`, "npm install -D electron@latest"]
    : [`Node ${node}`, "install a newer Node"];
  return `electron-durable-streams needs Node 22.14 or Electron 35 (Node-API ${neededNodeApi}); this is ${host}: ${fix}`;
}

/** better-sqlite3 prefers an add-on that was compiled on this machine, which fits its host. */
function isCompiledHere(): boolean {
  // Imports nothing: a host that is up to date does not get here, and one without this function is too old in any case.
  if (!("getBuiltinModule" in process)) return false;
  const path = process.getBuiltinModule("node:path");
  const { createRequire } = process.getBuiltinModule("node:module");
  const manifest = createRequire(import.meta.url).resolve("better-sqlite3/package.json");
  const addOn = path.join(path.dirname(manifest), "build", "Release", "better_sqlite3.node");
  return process.getBuiltinModule("node:fs").existsSync(addOn);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions, type CodeSplittingNameFunction, type Plugin } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/**
 * The bundled files in dist/, by their names, and the sources that they begin with. A new export of package.json is a line here;
 * it gets types because `exports` names them.
 */
const entries: Readonly<Record<string, string>> = {
  app: "main/app",
  cli: "src/cli/bin",
  http: "src/http/index",
  index: "src/store/index",
  inspector: "renderer/client/streams-inspector-element",
  main: "main/index",
  preload: "main/preload/index",
  react: "renderer/react/index",
  renderer: "renderer/client/index",
  replication: "src/replication/index",
  schema: "src/schema/index",
  "store-process": "main/store-process",
};
/** Vite builds their scripts: these have types alone. */
const typesAlone = ["inspector"];

const packageFolder = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
  readonly exports: object;
  readonly dependencies: object;
  readonly peerDependencies: object;
};
const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
const external = [/^node:/, ...installed.map(startsWith)];

/** The sources of the types that package.json's `exports` names, by the names of their files in dist/. */
export function typedEntries(): Record<string, string> {
  // Without the CommonJS preload, whose types are a copy.
  const types = JSON.stringify(manifest.exports).matchAll(/"types":"\.\/dist\/([^"/]+)\.d\.ts"/g);
  return Object.fromEntries([...types].map(([, name]) => [name!, sourceOf(name!)]));
}

function sourceOf(name: string): string {
  const source = entries[name];
  if (source === undefined)
    throw new Error(`package.json exports dist/${name}.d.ts: add "${name}" to entries`);
  return source;
}

/**
 * Bundles the library into dist/: a file for each entry, one for each part that is loaded when it is first needed, and one for
 * each group of modules that entries share. A module is in one file only, so that a class is the same in every entry.
 */
export async function bundleScripts(): Promise<void> {
  const scripts = Object.entries(entries).filter(([name]) => !typesAlone.includes(name));
  await build({
    input: inputs(scripts, ".ts"),
    external,
    platform: "neutral",
    plugins: [withLazyExports],
    transform: { target: "es2022" },
    output: {
      dir: "dist",
      format: "esm",
      sourcemap: true,
      // Editors take docstrings from the declarations.
      comments: { jsdoc: false },
      // All files lie side by side: some find others by their own place (`store-process.js`, `inspector/`).
      chunkFileNames: "part-[name].js",
      codeSplitting: {
        groups: [
          // The command line checks what it runs on before it loads the store.
          { name: "node-api", test: /node-api\.ts$/ },
          { name: "shared", test: /[\\/]src[\\/](protocol|schema|waiting|debug)[\\/]/ },
          { name: storePart, debugName: "store" },
        ],
      },
    },
  });
}

/**
 * Takes Node's modules as they are. Importing one as an ES module reads all of its exports, also those that Node loads when
 * they are first read: `node:fs` then loads `fs.promises` with all streams, which takes as long as opening a database.
 */
const withLazyExports: Plugin = {
  name: "with-lazy-exports",
  renderChunk(code) {
    // A line remains a line, so the source map stays right.
    const taken = code.replaceAll(
      /^import \{ (.+) \} from "(node:[^"]+)";$/gm,
      (_, names: string, module: string) =>
        `const { ${names.replaceAll(" as ", ": ")} } = process.getBuiltinModule("${module}");`,
    );
    return { code: taken, map: null };
  },
};

/**
 * All of the store that is loaded with it goes into one file. Without this, each set of entries and later parts that share some
 * of its modules would get a file, and opening a store would read a dozen.
 */
const storePart: CodeSplittingNameFunction = (id, graph) => {
  storeModules ??= staticImports(join(packageFolder, `${entries["index"]}.ts`), graph);
  return storeModules.has(id) ? "store" : null;
};
let storeModules: ReadonlySet<string> | undefined;

/** A module, and those that are loaded with it. */
function staticImports(entry: string, graph: Parameters<CodeSplittingNameFunction>[1]): Set<string> {
  const found = new Set([entry]);
  for (const id of found)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

/** Bundles the declarations that the compiler has written into a folder, as the scripts are. */
export async function bundleTypes(folder: string): Promise<void> {
  const options: BuildOptions = {
    input: inputs(Object.entries(typedEntries()), ".d.ts", `${folder}/`),
    external,
    plugins: [dts({ dtsInput: true, tsconfig: false })],
    output: { dir: "dist", format: "esm", chunkFileNames: "part-[name].ts" },
  };
  await build(options);
}

function inputs(sources: [string, string][], extension: string, folder = ""): Record<string, string> {
  return Object.fromEntries(sources.map(([name, source]) => [name, `./${folder}${source}${extension}`]));
}

/** The package, or a file of it. */
function startsWith(name: string): RegExp {
  return new RegExp(`^${name.replaceAll("/", "\\/")}(\\/|$)`);
}

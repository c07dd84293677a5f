import { registerHooks } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** The sources of the entry points in the package's `exports`, by the name of their page. */
const entryPoints = {
  store: "src/store/index.ts",
  renderer: "renderer/client/index.ts",
  react: "renderer/react/index.ts",
  main: "main/index.ts",
  preload: "main/preload/index.ts",
  http: "src/http/index.ts",
  replication: "src/replication/index.ts",
  schema: "src/schema/index.ts",
};

/** Writes a page for each entry point of the package from the docstrings of its exports. */
export async function writeApiPages(folder: string): Promise<void> {
  // TypeDoc needs TypeScript's JavaScript API, which TypeScript 7 does not have.
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === "typescript" ? "typescript-6" : specifier, context),
  });
  const { Application } = await import("typedoc");
  const app = await Application.bootstrapWithPlugins({
    entryPoints: Object.values(entryPoints).map((file) => join(root, file)),
    tsconfig: join(root, "tsconfig", "build.json"),
    // `npm run check` checks types.
    skipErrorChecking: true,
    plugin: ["typedoc-plugin-markdown", join(import.meta.dirname, "api-names.ts")],
    outputs: [{ name: "markdown", path: folder }],
    readme: "none",
    name: "API",
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    sort: ["source-order"],
    logLevel: "Warn",
    treatWarningsAsErrors: true,
    ...markdown,
  });
  const project = await app.convert();
  if (!project || app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error("TypeDoc reported errors or warnings: see above");
  await app.generateOutputs(project);
  hooks.deregister();
}

/** Options of typedoc-plugin-markdown: one page per entry point, tables for short lists. */
const markdown = {
  router: "module",
  entryFileName: "index",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  propertyMembersFormat: "table",
  typeDeclarationFormat: "table",
  enumMembersFormat: "table",
};

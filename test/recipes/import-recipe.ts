import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { makeSnippetFolder, removeSnippetFolder, writePage } from "../docs/snippet-folder.ts";

/** Imports a module of a recipe as its page shows it. Its files are deleted when the running test has finished. */
export async function importRecipe<Module>(page: string, file: string): Promise<Module> {
  const folder = makeSnippetFolder("module");
  onTestFinished(() => removeSnippetFolder(folder));
  writePage(`docs/recipes/${page}.md`, folder);
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href)) as Module;
}

import { documentedPages, filesOf, textOf } from "./code-blocks.ts";

/** Pages whose files have separate tests, because they need more than to be started. */
export const testedElsewhere = new Map([
  ["README.md", "test/readme"],
  ["docs/recipes/react.md", "test/recipes/frameworks.test.ts"],
  ["docs/recipes/vue.md", "test/recipes/frameworks.test.ts"],
  ["docs/recipes/svelte.md", "test/recipes/frameworks.test.ts"],
  ["docs/recipes/electron-forge.md", "test/package/electron-forge.ts"],
  ["docs/recipes/electron-vite.md", "test/package/electron-vite.ts"],
  ["docs/recipes/angular.md", "test/recipes/frameworks.test.ts"],
]);

export interface NodeProgram {
  readonly page: string;
  readonly file: string;
  /** The output that the page documents. */
  readonly output: string;
}

/** The programs that Node runs: files whose output is on the page. The page's other files are their modules. */
export function nodePrograms(): NodeProgram[] {
  return documentedPages().flatMap((page) =>
    [...filesOf(page).keys()].flatMap((file) => {
      const output = textOf(page, `${file} output`);
      return output === undefined ? [] : [{ page, file, output }];
    }),
  );
}

/** The pages that show an Electron app: a main.ts, and the text in its window. */
export function electronPages(): string[] {
  return documentedPages().filter((page) => filesOf(page).has("main.ts") && !testedElsewhere.has(page));
}

/** Whether a file is started here, or imported by a file of its page that is. */
export function isRun(page: string, file: string): boolean {
  if (testedElsewhere.has(page) || electronPages().includes(page)) return true;
  const isStarted = (name: string) => textOf(page, `${name} output`) !== undefined;
  return (
    isStarted(file) ||
    [...filesOf(page)].some(([name, code]) => isStarted(name) && code.includes(`"./${file}"`))
  );
}

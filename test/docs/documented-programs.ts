import { documentedPages, filesOf, textOf } from "./code-blocks.ts";

/** Pages whose files have a test of their own, for they need more than to be started. */
export const testedElsewhere = new Map([
  ["README.md", "test/readme"],
  ["docs/recipes/react.md", "test/recipes/frameworks.test.ts"],
  ["docs/recipes/vue.md", "test/recipes/frameworks.test.ts"],
  ["docs/recipes/svelte.md", "test/recipes/frameworks.test.ts"],
  ["docs/recipes/electron-vite.md", "test/package/electron-vite.ts"],
  ["docs/recipes/angular.md", "test/recipes/frameworks.test.ts"],
]);

export interface NodeProgram {
  readonly page: string;
  readonly file: string;
  /** What the page says that it prints. */
  readonly output: string;
}

/** The programs that Node runs: those whose output is on the page. Other files of the page are their modules. */
export function nodePrograms(): NodeProgram[] {
  return documentedPages().flatMap((page) =>
    [...filesOf(page).keys()].flatMap((file) => {
      const output = textOf(page, `${file} output`);
      return output === undefined ? [] : [{ page, file, output }];
    }),
  );
}

/** The pages that show an app for Electron: a main.ts, and what its window shows. */
export function electronPages(): string[] {
  return documentedPages().filter((page) => filesOf(page).has("main.ts") && !testedElsewhere.has(page));
}

/** Whether a file is a program that is started here, or a module of its page that another file loads. */
export function isRun(page: string, file: string): boolean {
  if (testedElsewhere.has(page) || electronPages().includes(page)) return true;
  const isStarted = (name: string) => textOf(page, `${name} output`) !== undefined;
  return (
    isStarted(file) ||
    [...filesOf(page)].some(([name, code]) => isStarted(name) && code.includes(`"./${file}"`))
  );
}

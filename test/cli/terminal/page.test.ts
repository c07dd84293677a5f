import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cliPage, cliPageFile } from "../../../scripts/docs/cli-page.ts";

it("docs/cli.md has the help of every command; node scripts/docs/cli-page.ts writes it", () => {
  expect(readFileSync(cliPageFile, "utf8")).toBe(cliPage());
});

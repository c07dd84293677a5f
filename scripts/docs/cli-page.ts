/** `node scripts/docs/cli-page.ts`: writes docs/cli.md from the help of the command line. A test compares the two. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { createProgram } from "../../src/cli/program.ts";

export const cliPageFile = join(import.meta.dirname, "..", "..", "docs", "cli.md");

/** What the page says above the help of the first command; written by hand. */
const introductionEnd = "<!-- From here on: node scripts/docs/cli-page.ts -->\n";

/** The page with its own introduction and the present help. */
export function cliPage(): string {
  const page = readFileSync(cliPageFile, "utf8");
  const end = page.indexOf(introductionEnd);
  if (end === -1) throw new Error(`docs/cli.md has no line ${introductionEnd}`);
  const program = createProgram();
  return [page.slice(0, end + introductionEnd.length), ...program.commands.map(sectionOf)].join("\n");
}

function sectionOf(command: Command): string {
  return `## ${command.name()}\n\n\`\`\`text\n${helpOf(command).trimEnd()}\n\`\`\`\n`;
}

/** As `--help` prints it where the terminal is 100 columns wide. */
function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return help;
}

if (import.meta.main) writeFileSync(cliPageFile, cliPage());

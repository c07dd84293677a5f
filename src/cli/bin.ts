#!/usr/bin/env node
import { nodeApiProblem } from "../store/sqlite/node-api.ts";
import { fail } from "./terminal/fail.ts";

// Checked before anything loads the add-on, which crashes older versions of Node.
const problem = nodeApiProblem();
if (problem === undefined) await run();
else fail(problem);

async function run(): Promise<void> {
  try {
    const { runProgram } = await import("./program.ts");
    await runProgram(process.argv.slice(2));
  } catch (error) {
    fail(error);
  }
}

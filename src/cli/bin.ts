#!/usr/bin/env node
import { nodeApiProblem } from "../store/sqlite/node-api.ts";
import { fail } from "./terminal/fail.ts";

// Before anything that loads the add-on: on an older Node that would crash, not fail.
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

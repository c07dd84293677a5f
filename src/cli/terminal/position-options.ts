import { Option, type Command } from "commander";
import type { Position } from "../where/target.ts";
import { parseCount, parseTime } from "./parse-position.ts";

export interface PositionOptions {
  readonly from?: string;
  readonly last?: number;
  readonly since?: Date;
}

/** Adds the options that say where a read starts. */
export function withPosition(command: Command): Command {
  return command
    .addOption(new Option("--from <offset>", "start after this offset").conflicts(["last", "since"]))
    .addOption(
      new Option("--last <count>", "start so many messages before the end")
        .argParser(parseCount)
        .conflicts("since"),
    )
    .addOption(
      new Option("--since <time>", "start with the first message appended at this time or later").argParser(
        parseTime,
      ),
    );
}

export function positionIn({ from, last, since }: PositionOptions): Position {
  return {
    ...(from !== undefined && { offset: from }),
    ...(last !== undefined && { last }),
    ...(since && { since }),
  };
}

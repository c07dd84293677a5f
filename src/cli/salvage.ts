import { Command } from "commander";
import { salvageStore, type SalvagedStream, type SalvageReport } from "../store/index.ts";
import { Progress } from "./terminal/progress.ts";

export function salvageCommand(): Command {
  return new Command("salvage")
    .description("Read what can be read of a damaged store into a new one.")
    .argument("<damaged>", "the damaged store's folder; it is not changed, and no app may have it open")
    .argument("<new>", "the folder for the new store; created if it is missing")
    .addHelpText("after", helpText)
    .action(runSalvage);
}

const helpText = `
Each message that is kept has the offset that it had. A stream with a hole goes on
behind its last hole; what lies before it is put into closed streams beside it,
named .part-1, .part-2 and so on, at the same offsets. Each stream that has lost
something is a line on standard output, with the offsets.

Examples:
  $ electron-durable-streams salvage ./streams ./streams-salvaged`;

function runSalvage(damaged: string, target: string): void {
  const progress = new Progress("salvaging");
  const report = salvageStore(damaged, target, {
    onProgress: ({ pages, total }) => progress.update(pages, total),
  });
  progress.stop();
  for (const stream of report.streams) console.log(lines(stream).join("\n"));
  console.error(summary(report));
}

const notes = {
  damaged: [],
  unknown: ["only its messages were found, and nothing else of the stream"],
  gone: ["lost, all of it"],
} as const;

function lines({ path, lost, parts, state }: SalvagedStream): string[] {
  const name = JSON.stringify(path);
  return [
    ...notes[state].map((note) => `${name}: ${note}`),
    ...lost.map(({ from, upto, messages }) => `${name}: ${messages} lost, after ${from} up to ${upto}`),
    ...(parts.length > 0 ? [`${name}: what was before is in ${parts.join(", ")}`] : []),
  ];
}

function summary({
  messages,
  unproven,
  changed,
  broken,
  isLogBroken,
  endUnknown,
  streams,
}: SalvageReport): string {
  const parts = [
    `${messages} messages salvaged`,
    `${streams.length} streams with losses`,
    ...(changed > 0 ? [`${changed} messages left out that are not as they were`] : []),
    ...(broken > 0 ? [`${broken} rows could not be read`] : []),
    ...(unproven > 0 ? [`${unproven} messages without a checksum`] : []),
    ...(endUnknown.length > 0 ? [`of ${endUnknown.length} streams the last messages may be missing`] : []),
    ...(isLogBroken ? ["the log breaks off, so there may have been more"] : []),
  ];
  return parts.join("; ") + ".";
}

import { Command } from "commander";
import { salvageStore, type SalvagedStream, type SalvageReport } from "../../store/index.ts";
import { counted } from "../terminal/counted.ts";
import { Progress } from "../terminal/progress.ts";

export function salvageCommand(): Command {
  return new Command("salvage")
    .description("Copy everything that can be read from a damaged store into a new one.")
    .argument("<damaged>", "the damaged store's folder; it is not changed, and no app may be using it")
    .argument("<new>", "the folder for the new store; created if it does not exist")
    .addHelpText("after", helpText)
    .action(runSalvage);
}

const helpText = `
Salvaged messages keep their offsets. A stream with gaps continues after the last
gap; the messages before it go into closed streams beside it, named .part-1,
.part-2 and so on, at the same offsets. Each loss is one line on standard output,
with its offsets.

Examples:
  $ electron-durable-streams salvage ./streams ./streams-salvaged`;

function runSalvage(damaged: string, target: string): void {
  const progress = new Progress("Salvaging");
  const report = salvageStore(damaged, target, {
    onProgress: ({ pages, total }) => progress.update(pages, total),
  });
  progress.stop();
  for (const stream of report.streams) console.log(lines(stream).join("\n"));
  console.error(summary(report));
}

const notes = {
  damaged: [],
  unknown: ["only its messages were found, not its content type and settings"],
  gone: ["lost completely"],
} as const;

function lines({ path, lost, parts, state }: SalvagedStream): string[] {
  const name = JSON.stringify(path);
  return [
    ...notes[state].map((note) => `${name}: ${note}`),
    ...lost.map(
      ({ from, upto, messages }) =>
        `${name}: ${counted(messages, "message")} lost, after ${from} up to ${upto}`,
    ),
    ...(parts.length > 0 ? [`${name}: messages before the last gap are in ${parts.join(", ")}`] : []),
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
    `${counted(messages, "message")} salvaged`,
    `${counted(streams.length, "stream")} with losses`,
    ...(changed > 0 ? [`${counted(changed, "changed message")} left out`] : []),
    ...(broken > 0 ? [`${counted(broken, "row")} could not be read`] : []),
    ...(unproven > 0 ? [`${counted(unproven, "message")} without a checksum`] : []),
    ...(endUnknown.length > 0
      ? [`the last messages of ${counted(endUnknown.length, "stream")} may be missing`]
      : []),
    ...(isLogBroken ? ["the write-ahead log is incomplete, so more may be lost"] : []),
  ];
  return parts.join("; ") + ".";
}

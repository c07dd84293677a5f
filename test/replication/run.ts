/**
 * `npm run test:replication -- [--cuts N] [--kills N] [--seed S] [--server reference|ours|rust|caddy]`; see
 * docs/replication.md. Without `--server`, the servers that there are share the work.
 */
import { parseArgs } from "node:util";
import { runCampaign, type Result } from "./campaign/campaign.ts";
import { serverNames, whyMissing, type ServerName } from "./campaign/servers.ts";

const { values } = parseArgs({
  options: {
    cuts: { type: "string", default: "100" },
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    streams: { type: "string", default: "20" },
    messages: { type: "string", default: "20000" },
    server: { type: "string" },
  },
});
const [cuts, kills, seed, streams, messages] = (
  ["cuts", "kills", "seed", "streams", "messages"] as const
).map((name) => Number(values[name])) as [number, number, number, number, number];
const asked = values.server;
if (
  ![cuts, kills, seed, streams, messages].every(Number.isSafeInteger) ||
  messages % streams !== 0 ||
  (asked !== undefined && !serverNames.includes(asked as ServerName))
) {
  console.error(
    `test:replication: the options are whole numbers, --messages is a multiple of --streams, --server is one of ${serverNames.join(", ")}`,
  );
  process.exit(2);
}

const servers = (asked === undefined ? serverNames : [asked as ServerName]).filter((name) => {
  const reason = whyMissing(name);
  if (reason !== undefined) console.warn(`SKIPPED: replication against the ${name} server: ${reason}`);
  return reason === undefined;
});
console.log(`seed ${seed}`);
const total = { messages: 0, lost: 0, duplicated: 0, reordered: 0 };
for (const [n, server] of servers.entries()) {
  const share = (of: number) =>
    Math.floor((of * (n + 1)) / servers.length) - Math.floor((of * n) / servers.length);
  const startedAt = performance.now();
  const result = await runCampaign({
    cuts: share(cuts),
    kills: share(kills),
    seed: seed + n,
    streams,
    server,
    messages: share(messages / streams),
    say: console.log,
  });
  report(server, result, share(cuts), (performance.now() - startedAt) / 1000);
  for (const name of ["messages", "lost", "duplicated", "reordered"] as const) total[name] += result[name];
}
if (servers.length > 0) console.log(figures(total));
if (total.lost + total.duplicated + total.reordered > 0) process.exitCode = 1;

function report(server: ServerName, result: Result, cuts: number, seconds: number): void {
  const list = (entries: Iterable<readonly [string, number]>) =>
    [...entries].map(([name, n]) => `${name} ${n}`).join(", ");
  console.log(`${server}: ${figures(result)}, in ${seconds.toFixed(0)} s`);
  console.log(`  kills: ${list(Object.entries(result.kills))}`);
  console.log(`  cuts: ${list(result.faults)}`);
  if (result.hangs > 0) console.log(`  restarts of a server that hung by itself: ${result.hangs}`);
  const happened = [...result.faults.values()].reduce((sum, count) => sum + count, 0);
  if (happened < cuts) {
    console.log(`  the run was too short: it used ${happened} of ${cuts} cuts`);
    process.exitCode = 1;
  }
}

function figures({ messages, lost, duplicated, reordered }: typeof total): string {
  return `messages ${messages}, lost ${lost}, duplicated ${duplicated}, reordered ${reordered}`;
}

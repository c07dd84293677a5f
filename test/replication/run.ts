/** `npm run test:replication -- --cuts N [--kills N] [--seed S] [--server reference|ours]`; see docs/replication.md. */
import { parseArgs } from "node:util";
import { runCampaign } from "./campaign/campaign.ts";

const { values } = parseArgs({
  options: {
    cuts: { type: "string", default: "100" },
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    streams: { type: "string", default: "20" },
    messages: { type: "string", default: "20000" },
    server: { type: "string", default: "reference" },
  },
});
const [cuts, kills, seed, streams, messages] = (
  ["cuts", "kills", "seed", "streams", "messages"] as const
).map((name) => Number(values[name])) as [number, number, number, number, number];
const { server } = values;
if (
  ![cuts, kills, seed, streams, messages].every(Number.isSafeInteger) ||
  messages % streams !== 0 ||
  (server !== "reference" && server !== "ours")
) {
  console.error(
    "test:replication: the options are whole numbers, --messages is a multiple of --streams, --server is reference or ours",
  );
  process.exit(2);
}
console.log(`seed ${seed}`);
const result = await runCampaign({
  cuts,
  kills,
  seed,
  streams,
  server,
  messages: messages / streams,
  say: console.log,
});
const list = (entries: Iterable<readonly [string, number]>) =>
  [...entries].map(([name, n]) => `${name} ${n}`).join(", ");
console.log(`kills: ${list(Object.entries(result.kills))}`);
console.log(`cuts: ${list(result.faults)}`);
if (result.hangs > 0) console.log(`restarts of a server that hung by itself: ${result.hangs}`);
const happened = [...result.faults.values()].reduce((sum, count) => sum + count, 0);
if (happened < cuts) {
  console.log(`the run was too short: it used ${happened} of ${cuts} cuts`);
  process.exitCode = 1;
}
console.log(
  `messages ${result.messages}, lost ${result.lost}, duplicated ${result.duplicated}, reordered ${result.reordered}`,
);
if (result.lost + result.duplicated + result.reordered > 0) process.exitCode = 1;

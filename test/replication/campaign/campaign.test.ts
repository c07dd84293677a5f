import { expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";

/** A short version of `npm run test:replication`. */
test.each(["reference", "ours"] as const)(
  "cuts and kills lose, duplicate and reorder nothing with the %s server",
  async (server) => {
    const said: string[] = [];
    const result = await runCampaign({
      seed: Date.now() % 1_000_000,
      cuts: 12,
      kills: 4,
      streams: 4,
      messages: 120,
      server,
      say: (line) => said.push(line),
    });
    expect(said).toEqual([]);
    expect(result).toMatchObject({ messages: 480, lost: 0, duplicated: 0, reordered: 0 });
    const sum = (counts: Iterable<number>) => [...counts].reduce((a, b) => a + b, 0);
    expect(sum(Object.values(result.kills))).toBe(4);
    expect(sum(result.faults.values())).toBeGreaterThan(0);
  },
);

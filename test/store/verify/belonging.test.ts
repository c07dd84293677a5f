import { expect, test } from "vitest";
import type { VerifyProblem } from "../../../src/store/index.ts";
import { problemsAfterSql } from "./filled-store.ts";

const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;

test.each<[name: string, sql: string, problem: Partial<VerifyProblem>]>([
  [
    "a stream that is kept for forks that are gone",
    "UPDATE stream SET source = NULL, floor = fork_position WHERE path = 'needs it'",
    { kind: "stream", path: "deleted", message: "it is kept for its forks, but has none" },
  ],
  ["a producer of no stream", "UPDATE producer SET stream = 99999", { kind: "producer" }],
  [
    "a replica of no stream",
    "UPDATE replica SET stream = 99999",
    { kind: "replica", message: matching(/belongs to stream 99999, which does not exist$/) },
  ],
  ["a replica beyond the tail", "UPDATE replica SET position = 99999", { kind: "replica", path: "plain" }],
  [
    "a lease of no wake",
    "UPDATE subscription SET wake_id = NULL, holder = NULL",
    { kind: "subscription", message: 'subscription "work" has a lease, but no wake' },
  ],
  [
    "a holder without a lease",
    "UPDATE subscription SET lease_expires_at = NULL",
    { kind: "subscription", message: 'subscription "work" has a holder, but no lease' },
  ],
  [
    "a webhook of no wake",
    "UPDATE subscription SET wake_id = NULL, holder = NULL, lease_expires_at = NULL, next_attempt_at = 1",
    { kind: "subscription", message: 'subscription "work" has a webhook to deliver, but no wake' },
  ],
  [
    "a link to a stream that is gone",
    "UPDATE subscription_link SET path = 'gone'",
    { kind: "subscription", path: "gone", message: matching(/but does not exist$/) },
  ],
  [
    "an invalid offset of a subscription",
    "UPDATE subscription_link SET acked_offset = 'x'",
    { kind: "subscription", path: "plain" },
  ],
])("verify finds %s", async (_name, sql, problem) => {
  expect(await problemsAfterSql(sql)).toContainEqual(expect.objectContaining(problem));
});

import { expect, test } from "vitest";
import { closesAtItsEnd, isJson, judge, textOf } from "./content.ts";
import { traitsOf, type ServerName } from "./servers.ts";

const total = 40;
const fine = { lost: 0, duplicated: 0, reordered: 0 };

function judged(server: ServerName, stream: number, change: (texts: string[]) => string[]) {
  const traits = traitsOf[server];
  const texts = change(Array.from({ length: total }, (_, n) => textOf(stream, n, traits)));
  return judge(texts, { stream, total, traits, where: "server" }, () => undefined);
}

test.each([0, 1, 2, 3, 4])("finds what is wrong with a copy of stream %i", (stream) => {
  expect(judged("ours", stream, (texts) => texts)).toEqual(fine);
  expect(judged("ours", stream, (texts) => texts.slice(1))).toEqual({ ...fine, lost: 1 });
  expect(judged("ours", stream, (texts) => [...texts, texts[3]!])).toEqual({ ...fine, duplicated: 1 });
  expect(judged("ours", stream, ([a, b, ...rest]) => [b!, a!, ...rest])).toEqual({ ...fine, reordered: 1 });
  expect(judged("ours", stream, ([a, ...rest]) => [a!.replace("x", "y"), ...rest]).lost).toBe(
    textOf(stream, 0, traitsOf.ours).includes("x") ? 1 : 0,
  );
});

test("a server that keeps bytes may change neither spacing nor numbers of JSON; another may", () => {
  const rewrite = (texts: string[]) => texts.map((text) => JSON.stringify(JSON.parse(text)));
  expect(judged("ours", 1, rewrite).lost).toBe(total);
  expect(judged("reference", 1, rewrite)).toEqual(fine);
  expect(textOf(1, 0, traitsOf.ours)).toMatch(/\d{19}/);
});

test("the streams of a campaign have bytes, JSON and closed ones among them", () => {
  const streams = Array.from({ length: 20 }, (_, stream) => stream);
  expect(streams.filter((stream) => !isJson(stream))).toHaveLength(4);
  expect(streams.filter((stream) => !isJson(stream) && closesAtItsEnd(stream))).toHaveLength(1);
});

import { describe, expect, test } from "vitest";
import { contentTypeParameters, sameContentType } from "../../src/protocol/media-type.ts";

describe("content types", () => {
  test.each([
    ["text/plain", "TEXT/Plain"],
    ["text/plain", "text/plain;charset=UTF-8"],
    ["text/plain;charset=UTF-8", "text/plain; charset=utf-8"],
    ["text/plain; charset=utf-8", 'text/plain ; Charset="UTF-8"'],
    ["text/plain; charset=utf-8", "text/plain; charset=utf8"],
    ["text/plain; charset=utf-8", "text/plain; charset=utf-8; charset=latin1"],
    ["application/json", "application/json; charset=utf-8"],
    ["text/csv; header=present; delimiter=tab", "text/csv;delimiter=tab;HEADER=present"],
    ['text/x; title="a;b"', 'text/x; title="a\\;b"'],
    ["text/plain", "text/plain;"],
    ["text/plain", "text/plain; charset="],
  ])("%s is %s", (a, b) => {
    expect(sameContentType(a, b)).toBe(true);
    expect(sameContentType(b, a)).toBe(true);
  });

  test.each([
    ["text/plain", "text/html"],
    ["text/plain", "text/plain; charset=iso-8859-1"],
    ["text/csv", "text/csv; header=present"],
    ["text/csv; header=present", "text/csv; header=Present"],
    ["text/csv; a=1; b=2", "text/csv; a=1; c=2"],
    ['text/x; title="a;charset=latin1"', "text/x; title=a; charset=latin1"],
    ["text/plain", "application/json"],
  ])("%s is not %s", (a, b) => {
    expect(sameContentType(a, b)).toBe(false);
    expect(sameContentType(b, a)).toBe(false);
  });

  test("have parameters by their names in lower case, and always a charset", () => {
    expect(
      Object.fromEntries(contentTypeParameters('text/csv; Header="pre\\"sent" ; charset=Latin1')),
    ).toEqual({
      header: 'pre"sent',
      charset: "windows-1252",
    });
    expect(Object.fromEntries(contentTypeParameters("text/plain; nothing"))).toEqual({ charset: "utf-8" });
  });
});

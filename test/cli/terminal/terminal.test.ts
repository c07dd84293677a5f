import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { failureOf, succeed } from "../run-cli.ts";

const bin = fileURLToPath(new URL("../../../src/cli/bin.ts", import.meta.url));
/** util-linux runs a program on a terminal of its own. */
const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

describe("a usage error", () => {
  it("shows the usage of the command, and what a typo may have meant, in one line", async () => {
    expect(await failureOf("read", "./streams")).toContain(
      "missing required argument 'path'. Usage: electron-durable-streams read [options] <where> <path>",
    );
    expect(await failureOf("raed", "./streams", "orders")).toContain("(Did you mean read?)");
    expect(await failureOf("read", "./streams", "orders", "--folow")).toContain("(Did you mean --follow?)");
    expect(await failureOf("tail", "./streams", "orders", "-n", "many")).toContain("whole number");
  });
});

describe.skipIf(!hasScript)("on a terminal", () => {
  it("list prints a table in colours, and without them where NO_COLOR asks for it", async () => {
    const directory = await filledFolder();
    const shown = onTerminal(["list", directory]);
    expect(shown).toContain("\u001B[2mPATH");
    expect(shown).toMatch(/orders +2 +2 {2}application\/json\r\n/);
    expect(shown).toContain("1 stream");
    expect(onTerminal(["list", directory], { NO_COLOR: "1" })).not.toContain("\u001B[2m");
    expect(await succeed("list", directory)).toBe("orders\t2\t2\tapplication/json\n");
    expect(onTerminal(["list", directory, "--json"])).toMatch(/^\{"id":1[^\n]*\}\r\n$/);
  });
});

async function filledFolder(): Promise<string> {
  const directory = await temporaryDirectory();
  const store = openTestStore({ directory });
  await store.create("orders", { contentType: "application/json", data: [1, 2] });
  await store.close();
  return directory;
}

/** What a terminal shows of a command. */
function onTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const command = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(" ");
  // Node takes the terminal of a CI service that it does not know for one without colours.
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...inherited } = process.env;
  const options = { env: { ...inherited, TERM: "xterm-256color", ...env }, input: "" };
  return spawnSync("script", ["-qec", command, "/dev/null"], options).stdout.toString();
}

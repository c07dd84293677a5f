import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { resultOf, startCli } from "../cli/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { packageFolder } from "../support/electron/install-app.ts";
import { documentedPages } from "./code-blocks.ts";

/** `npx electron-durable-streams ...` of all pages, as it stands there, up to a comment or where it is redirected. */
const commands = [...new Set(documentedPages().flatMap(commandsOf))];

test("the documentation has commands", () => {
  expect(commands.map((command) => command.split(" ")[0])).toEqual(
    expect.arrayContaining(["inspect", "serve", "import", "export"]),
  );
});

test.each(commands.filter((command) => !isServer(command)))("%s does its work", async (command) => {
  const result = await resultOf(startCli(...argumentsOf(command, await filledStore())));
  expect(result).toMatchObject({
    exitCode: 0,
    stderr: expect.not.stringMatching(/^electron-durable-streams:/),
  });
});

// Windows ends a process without asking it.
test.skipIf(process.platform === "win32").each(commands.filter(isServer))(
  "%s serves until it is stopped",
  async (command) => {
    const server = startCli(...argumentsOf(command, await filledStore()), "--port", "0");
    const exited = once(server, "exit");
    for await (const line of createInterface(server.stdout)) {
      const [url] = /http:\/\/\S+/.exec(line) ?? [];
      if (url === undefined) continue;
      // Without its token the protocol is refused, but it is there.
      expect((await fetch(url)).status).toBeLessThan(500);
      break;
    }
    server.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  },
);

function commandsOf(page: string): string[] {
  const text = readFileSync(join(packageFolder, page), "utf8");
  return [...text.matchAll(/npx electron-durable-streams ((?:<[^>\n]+>|[^`#<>\n])*)/g)].map((match) =>
    match[1]!.trim(),
  );
}

function isServer(command: string): boolean {
  return /^(?:inspect|serve)\b/.test(command);
}

/** With what stands for a place put in: the store, a file to import, and what is not there yet. */
function argumentsOf(command: string, directory: string): string[] {
  const folder = join(directory, "..");
  return command
    .replaceAll(/<[^>]+ [^>]+>\/streams|<directory>|<damaged>/g, "STORE")
    .split(/\s+/)
    .map((word) => {
      if (word === "STORE") return directory;
      if (word === "<new>" || word === "copy.db") return join(folder, word.replaceAll(/[<>]/g, ""));
      return word.endsWith(".log") ? join(folder, "app.log") : word;
    });
}

/** The store of an app that has logged, beside a file with a log. */
async function filledStore(): Promise<string> {
  const folder = await temporaryDirectory();
  const directory = join(folder, "streams");
  const store = openStreamStore({ directory });
  await store.create("logs/app", { contentType: "text/plain", data: "Hello\n" });
  await store.create("audit", { contentType: "application/json", data: [{ text: "Hello" }] });
  await store.close();
  writeFileSync(join(folder, "app.log"), "one\ntwo\n");
  return directory;
}

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

/** Every `npx electron-durable-streams ...` on any page, up to a comment or a redirection. */
const commands = [...new Set(documentedPages().flatMap(commandsOf))];

test("the documentation shows the commands inspect, serve, import and export", () => {
  expect(commands.map((command) => command.split(" ")[0])).toEqual(
    expect.arrayContaining(["inspect", "serve", "import", "export"]),
  );
});

test.each(commands.filter((command) => !isServer(command)))("%s succeeds", async (command) => {
  const result = await resultOf(startCli(...argumentsOf(command, await filledStore())));
  expect(result).toMatchObject({
    exitCode: 0,
    stderr: expect.not.stringMatching(/^electron-durable-streams:/),
  });
});

// On Windows a signal ends a process at once.
test.skipIf(process.platform === "win32").each(commands.filter(isServer))(
  "%s serves until it is stopped",
  async (command) => {
    const server = startCli(...argumentsOf(command, await filledStore()), "--port", "0");
    const exited = once(server, "exit");
    for await (const line of createInterface(server.stdout)) {
      const [url] = /http:\/\/\S+/.exec(line) ?? [];
      if (url === undefined) continue;
      // Without its token the server refuses the request, but it answers.
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

/** The arguments, with placeholders replaced by the store, a file to import, or a new file. */
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

/** Makes a store with two streams and, beside it, a log file to import. */
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

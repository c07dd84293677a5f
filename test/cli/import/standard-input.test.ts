import { open, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { runCliFrom, succeed } from "../run-cli.ts";

describe("a file as standard input", () => {
  it("is checked before anything is imported, as a file is", async () => {
    const directory = await temporaryDirectory();
    const json = ["--into", "log", "--content-type", "application/json"];
    const { fd } = await opened(directory, '{"n":1}\n{"n":\n');
    const { stderr, exitCode } = await runCliFrom(fd, "import", join(directory, "store"), ...json);
    expect(exitCode).toBe(1);
    expect(stderr).toBe("electron-durable-streams: line 2 is not valid JSON (BAD_REQUEST)\n");
    const fixed = await opened(directory, '{"n":1}\n{"n":2}\n');
    const { stdout } = await runCliFrom(fixed.fd, "import", join(directory, "store"), ...json);
    expect(stdout.toString()).toContain("Imported 2 lines");
  });

  it("is imported from where a shell has read to", async () => {
    const directory = await temporaryDirectory();
    const handle = await opened(directory, "header\none\ntwo\n");
    await handle.read(Buffer.alloc(7), 0, 7, null);
    const { stdout, stderr } = await runCliFrom(handle.fd, "import", directory, "--into", "log");
    expect(stderr).toBe("");
    expect(stdout.toString()).toContain("Imported 2 lines");
    expect(await succeed("export", directory, "log")).toBe("one\ntwo\n");
  });

  it("may be empty, and not a file of the store", async () => {
    const directory = await temporaryDirectory();
    const { fd } = await opened(directory, "");
    expect((await runCliFrom(fd, "import", directory, "--into", "log")).exitCode).toBe(0);
    const database = await open(join(directory, "streams.db"));
    onTestFinished(() => database.close());
    const { stderr } = await runCliFrom(database.fd, "import", directory, "--into", "log");
    expect(stderr).toMatch(/standard input is a file of the store, .*streams\.db \(BAD_REQUEST\)/);
  });
});

/** The file `input` with this content, open until the end of the running test. */
async function opened(directory: string, content: string): Promise<FileHandle> {
  const file = join(directory, "input");
  await writeFile(file, content);
  const handle = await open(file);
  onTestFinished(() => handle.close());
  return handle;
}

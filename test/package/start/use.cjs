// Uses the package in Node, or as Electron's main process, with the parts that are loaded when they are first needed. The last
// line of output says what came of it.
module.exports = async function use({ openStreamStore, salvageStore, StreamError }) {
  const directory = process.argv.at(-1);
  const store = openStreamStore({ directory: `${directory}/store` });
  await store.create("notes", { contentType: "application/json", data: [{ text: "Hello" }] });
  let verified;
  for await (const report of store.verify()) verified = report;
  await store.backup(`${directory}/copy.db`);
  const { streams } = await store.inspection.health();
  const failure = await store.head("missing").catch((error) => error);
  await store.close();
  const { messages } = salvageStore(`${directory}/store`, `${directory}/salvaged`);
  const isSameClass = failure instanceof StreamError && failure instanceof (await errorOfOtherEntry());
  const report = { problems: verified.problems.length, streams, messages, isSameClass };
  process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
};

/** The renderer's client runs in Node, too. */
async function errorOfOtherEntry() {
  if (process.versions.electron !== undefined) await import("electron-durable-streams/main");
  await import("electron-durable-streams/http");
  return (await import("electron-durable-streams/renderer")).StreamError;
}

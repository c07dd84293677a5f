/** A server of the `http-*` rows, in a separate process, so that neither side's garbage slows the other. */
import { createServer, type ServerName } from "./servers.ts";

const [name, directory] = process.argv.slice(2);
const server = await createServer[name as ServerName](directory!);
process.send!(server.url);
process.on("disconnect", () => {
  // The reference server may wait for readers that disconnected.
  setTimeout(() => process.exit(), 1000);
  void server.close().finally(() => process.exit());
});

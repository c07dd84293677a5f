/** A server of the `http-*` rows, in a process of its own: neither side's leftovers are in the other one's way. */
import { createServer, type ServerName } from "./servers.ts";

const [name, directory] = process.argv.slice(2);
const server = await createServer[name as ServerName](directory!);
process.send!(server.url);
process.on("disconnect", () => {
  // The reference server may wait for readers that have long gone.
  setTimeout(() => process.exit(), 1000);
  void server.close().finally(() => process.exit());
});

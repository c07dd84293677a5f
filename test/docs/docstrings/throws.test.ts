import { expect, test } from "vitest";
import { httpStatusByCode } from "../../../src/protocol/errors.ts";
import { readPublicApi } from "./public-api.ts";

/** Calls that neither throw nor reject, and why. */
const cannotThrow: Readonly<Record<string, string>> = {
  "CallableDefinition.match": "looks up a path",
  "Connectivity.isOnline": "implemented by the app",
  "Connectivity.subscribe": "implemented by the app",
  "HostedStreamStore.close": "a failure to close is ignored: nothing is left to close",
  "Inspection.stop": "removes a listener",
  "PortHost.serve": "called by exposeStreams, not by apps",
  "Replication.close": "aborts, and waits for requests that never reject",
  "Replication.replicates": "looks up a path",
  "Replication.status": "reads what is known; an error of the store leaves the lag out",
  "ReplicationSource.replicates": "looks up a path",
  "ServedPort.close": "called by exposeStreams, not by apps",
  "ServedPort.onClose": "called by exposeStreams, not by apps",
  "ServedPort.refuse": "called by exposeStreams, not by apps",
  "ServedStreams.close": "aborts, and waits for the server",
  "StreamError.fromWire": "copies fields",
  "StreamError.toString": "joins fields",
  "StreamError.toWire": "copies fields",
  "StreamStore.close": "a failed write rejects its own promise",
  "StreamStoreApi.close": "a failed write rejects its own promise",
  "Streams.close": "ends the connection",
  StreamsProvider: "only renders its children",
  "Watch.close": "removes a listener",
  "Watch.next": "a closed store wakes it",
  electronConnectivity: "only makes an object",
  exposeStreamsPort: "only adds a listener",
  markStreamsRequest: "only copies headers",
  "new StreamError": "only sets fields",
  "new Streams": "made by connectStreams",
  splitJsonArray: "takes a valid JSON array",
  unpackPage: "takes a page that the store made",
};

const { calls } = readPublicApi();

test("every public function and method documents what it throws, or is listed as one that cannot throw", () => {
  expect(calls.length).toBeGreaterThan(100);
  const missing = calls.filter(({ name, throws }) => throws.length === 0 && !(name in cannotThrow));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("no call is listed as one that cannot throw without need", () => {
  const undocumented = new Set(calls.filter(({ throws }) => throws.length === 0).map(({ name }) => name));
  expect(Object.keys(cannotThrow).filter((name) => !undocumented.has(name))).toEqual([]);
});

test("every @throws names error codes that exist, or another call", () => {
  const wrong = calls.flatMap(({ name, throws }) =>
    throws.filter((text) => !namesCodes(text)).map((text) => `${name}: ${text}`),
  );
  expect(wrong).toEqual([]);
});

function namesCodes(text: string): boolean {
  const codes = [...text.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, code]) => code!);
  // Codes of the system stand beside STORE_FAILED.
  const unknown = codes.filter((code) => !(code in httpStatusByCode) && !/^E[A-Z]+$/.test(code));
  return unknown.length === 0 && (codes.length > 0 || /\bas `\w+\$?` does/.test(text));
}

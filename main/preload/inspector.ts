import { inspectorChannel } from "../../src/protocol/ipc/handover.ts";
import { exposeStreamsPort } from "./index.ts";

exposeStreamsPort({ channel: inspectorChannel });

import { inspectorChannel } from "../../src/protocol/handover.ts";
import { exposeStreamsPort } from "./index.ts";

exposeStreamsPort({ channel: inspectorChannel });

import { inspectorChannel } from "../../src/protocol/index.ts";
import { exposeStreamsPort } from "./index.ts";

exposeStreamsPort({ channel: inspectorChannel });

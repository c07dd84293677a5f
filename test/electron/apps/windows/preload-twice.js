import { exposeStreamsPort } from "electron-durable-streams/preload";

exposeStreamsPort();
exposeStreamsPort();
exposeStreamsPort({ channel: "other" });

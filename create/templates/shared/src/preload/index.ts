import { exposeStreamsPort } from "electron-durable-streams/preload";

exposeStreamsPort();

export * from "../../../../renderer/client/index.ts";

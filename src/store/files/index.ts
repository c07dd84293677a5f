// What other commands that write or read files ask first, so that no file of a store is replaced or opened beside it.
export { findStoreFile, isStoreFile } from "./store-files.ts";
export { resolveTarget } from "./target.ts";
export { UnfinishedFile } from "./unfinished-file.ts";

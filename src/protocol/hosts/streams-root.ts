/** How the URLs of streams in a window start: the same for `streams.fetch` and for the `streams:` scheme. */
export const streamsRoot = "streams://store/";

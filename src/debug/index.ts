/** Prints a line, formatted as by `util.format`, while `DEBUG` includes the namespace. */
export type Debug = (format: string, ...args: unknown[]) => void;

/**
 * Returns a function that prints what the package `debug` prints, and loads that package with the first line: an app that
 * starts without `DEBUG` does not pay for it. `debug.enable` sets `DEBUG` as well, so output can be turned on later.
 */
export function createDebug(namespace: string): Debug {
  let print: Debug | undefined;
  let loading: Promise<Debug> | undefined;
  return (...line) => {
    if (!process.env["DEBUG"]) return;
    if (print) return print(...line);
    loading ??= import("debug").then(({ default: create }) => (print = create(namespace)));
    // A line that cannot be printed, as with too many open files, ends no app.
    loading.then((print) => print(...line)).catch(() => (loading = undefined));
  };
}

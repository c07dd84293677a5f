/** Whether a host of a URL is this machine: `localhost`, a name below it, or a loopback address. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(hostname) || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ""));
}

/** Whether an IP address is a loopback address: one of 127.0.0.0/8, or `::1`. */
export function isLoopbackAddress(address: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(address) || address === "::1";
}

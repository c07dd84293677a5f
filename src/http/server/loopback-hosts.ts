/** The values of `Host` of a server on loopback, in lower case. Clients leave out the default port (RFC 9110, section 4.2.3). */
export function loopbackHosts(port: number): readonly string[] {
  const names = ["127.0.0.1", "localhost"];
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])];
}

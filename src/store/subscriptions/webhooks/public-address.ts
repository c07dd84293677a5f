import type { BlockList } from "node:net";

/** Networks that are not globally reachable: IANA's special-purpose address registry for IPv4, and multicast. */
const localIpv4: [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** The same within 2000::/3, the only part of IPv6 that is routed: protocol assignments, documentation, tunnels. */
const localIpv6: [network: string, prefix: number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];

/** Made with the first address that is checked, which also loads `node:net`. */
let networks: { readonly local: BlockList; readonly globalIpv6: BlockList } | undefined;

/** Whether an address is on the public internet, and not this machine, its network or its cloud's metadata service. */
export function isPublicAddress(address: string): boolean {
  const version = ipVersion(address);
  const { local, globalIpv6 } = (networks ??= createNetworks());
  if (version === 4) return !local.check(address, "ipv4");
  return version === 6 && globalIpv6.check(address, "ipv6") && !local.check(address, "ipv6");
}

/** 4 or 6; 0 if the text is no address. */
export function ipVersion(text: string): number {
  return process.getBuiltinModule("node:net").isIP(text);
}

function createNetworks() {
  const { BlockList } = process.getBuiltinModule("node:net");
  const local = new BlockList();
  for (const [network, prefix] of localIpv4) local.addSubnet(network, prefix, "ipv4");
  for (const [network, prefix] of localIpv6) local.addSubnet(network, prefix, "ipv6");
  const globalIpv6 = new BlockList();
  globalIpv6.addSubnet("2000::", 3, "ipv6");
  return { local, globalIpv6 };
}

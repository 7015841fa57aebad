import { type Address, formatAddress } from './address.ts';

export interface HostsOptions {
  hostname: string;
  domainname: string;
  /** The container's own, in order of its networks. */
  addresses: Address[];
  /** `name:address` or `name=address`; `host-gateway` stands for `hostGateways`. */
  extraHosts: string[];
  hostGateways: Address[];
}

const COMMON = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::\tip6-localnet',
  'ff00::\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
];

/** A container's `/etc/hosts`, line by line as Docker writes it. */
export function hostsFile(options: HostsOptions): string {
  const extra = options.extraHosts.flatMap((entry) => extraHostLines(entry, options.hostGateways));
  const names = ownNames(options.hostname, options.domainname);
  const own = names ? options.addresses.map((address) => `${formatAddress(address)}\t${names}`) : [];
  return `${[...COMMON, ...extra, ...own].join('\n')}\n`;
}

function extraHostLines(entry: string, gateways: Address[]): string[] {
  const separator = entry.search(/[:=]/);
  if (separator < 1) return [];
  const name = entry.slice(0, separator);
  const address = entry.slice(separator + 1);
  const addresses =
    address === 'host-gateway' ? gateways.map(formatAddress) : [address.replace(/^\[(.*)\]$/, '$1')];
  return addresses.map((each) => `${each}\t${name}`);
}

/** The full name, then the name up to its first dot, wherever the user wrote the domain. */
function ownNames(hostname: string, domainname: string): string {
  const full = domainname ? `${hostname}.${domainname}` : hostname;
  const dot = full.indexOf('.');
  return dot > 0 ? `${full} ${full.slice(0, dot)}` : full;
}

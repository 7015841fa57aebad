import { type Address, addressFromBytes } from '../address.ts';

/** The address that a name under `in-addr.arpa` or `ip6.arpa` asks about (RFC 1035, 3.5; RFC 3596, 2.5). */
export function addressOfReverseName(name: string): Address | undefined {
  const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/.exec(name);
  if (ipv4) {
    const bytes = ipv4.slice(1).reverse().map(Number);
    return bytes.some((byte) => byte > 255) ? undefined : addressFromBytes(Buffer.from(bytes));
  }
  const ipv6 = /^((?:[0-9a-f]\.){32})ip6\.arpa$/.exec(name)?.[1];
  if (!ipv6) return undefined;
  return addressFromBytes(Buffer.from(ipv6.split('.').reverse().join(''), 'hex'));
}

import {
  attribute,
  type NetlinkRequest,
  type NetlinkSocket,
  netlinkFlag,
  parseAttributes,
} from './netlink.ts';

/** Messages of the connection tracker (`<linux/netfilter/nfnetlink_conntrack.h>`). */
const SUBSYSTEM = 1 << 8;
const GET = 1;
const DELETE = 2;
const CTA = { original: 1, reply: 2 };
const TUPLE = { ip: 1, protocol: 2 };
const IP = { ipv4Source: 1, ipv6Source: 3 };
const PROTOCOL_NUMBER = 1;
const FAMILIES = { 4: 2, 6: 10 };
const NLA_F_NESTED = 0x8000;

function conntrackRequest(
  type: number,
  family: 4 | 6,
  flags: number,
  ...attributes: Uint8Array[]
): NetlinkRequest {
  const header = Buffer.from([FAMILIES[family], 0, 0, 0]);
  return { type: SUBSYSTEM | type, flags, payload: Buffer.concat([header, ...attributes]) };
}

/**
 * Makes the kernel forget the streams of a protocol that it translates to any of these addresses: without a close, as in UDP, they
 * would go on to an address whose container has gone, as long as the client keeps sending.
 */
export function forgetTranslations(
  socket: NetlinkSocket,
  family: 4 | 6,
  protocol: number,
  addresses: Uint8Array[],
): void {
  const wanted = new Set(addresses.map((address) => Buffer.from(address).toString('hex')));
  const entries = socket.query(conntrackRequest(GET, family, netlinkFlag.dump));
  const deletions = entries.flatMap((entry) => {
    const attributes = parseAttributes(entry.subarray(4));
    const original = attributes.get(CTA.original);
    const answering = parseTuple(attributes.get(CTA.reply), family);
    if (!original || answering?.protocol !== protocol || !wanted.has(answering.source)) return [];
    return [
      conntrackRequest(
        DELETE,
        family,
        netlinkFlag.acknowledge,
        attribute(CTA.original | NLA_F_NESTED, original),
      ),
    ];
  });
  // One that ended in the meantime is no error.
  socket.send(deletions);
}

function parseTuple(
  tuple: Buffer | undefined,
  family: 4 | 6,
): { source: string; protocol: number } | undefined {
  if (!tuple) return undefined;
  const parts = parseAttributes(tuple);
  const addresses = parts.get(TUPLE.ip);
  const protocol = parts.get(TUPLE.protocol);
  const source = addresses && parseAttributes(addresses).get(family === 4 ? IP.ipv4Source : IP.ipv6Source);
  const number = protocol && parseAttributes(protocol).get(PROTOCOL_NUMBER);
  return source && number && { source: source.toString('hex'), protocol: number.readUInt8(0) };
}

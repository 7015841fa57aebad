import {
  attribute,
  cString,
  type NetlinkRequest,
  type NetlinkSocket,
  nested,
  netlinkFlag,
  parseAttributes,
  u32,
} from './netlink.ts';

/** Messages of rtnetlink(7): links, addresses, routes. Each function returns a message to be sent; addresses are raw bytes. */
const RTM = {
  newLink: 16,
  delLink: 17,
  getLink: 18,
  setLink: 19,
  newAddress: 20,
  getAddress: 22,
  newRoute: 24,
  delRoute: 25,
  getRoute: 26,
};
const IFF_UP = 1;
const IFLA = {
  address: 1,
  mtu: 4,
  link: 5,
  name: 3,
  master: 10,
  linkInfo: 18,
  protocolInfo: 12,
  group: 27,
  namespaceFd: 28,
};
const INFO_KIND = 1;
const INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const BRPORT_HAIRPIN = 4;
const BRPORT_ISOLATED = 33;
const IFA = { address: 1, local: 2, broadcast: 4, flags: 8 };
const IFA_F_NODAD = 2;
const RTA = { destination: 1, outputLink: 4, gateway: 5 };
const AF_INET = 2;
const AF_INET6 = 10;
const AF_BRIDGE = 7;
const RT_TABLE_MAIN = 254;
const RTPROT_BOOT = 3;
const RTN_UNICAST = 1;
const RT_SCOPE_LINK = 253;
const RT_SCOPE_NOWHERE = 255;

const NEW = netlinkFlag.acknowledge | netlinkFlag.create | netlinkFlag.exclusive;
const CHANGE = netlinkFlag.acknowledge;

function linkHeader(options: { index?: number; up?: boolean; family?: number } = {}): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt8(options.family ?? 0, 0);
  header.writeInt32LE(options.index ?? 0, 4);
  if (options.up !== undefined) {
    header.writeUInt32LE(options.up ? IFF_UP : 0, 8);
    header.writeUInt32LE(IFF_UP, 12);
  }
  return header;
}

function familyOf(address: Uint8Array): number {
  return address.length === 4 ? AF_INET : AF_INET6;
}

export interface BridgeOptions {
  name: string;
  /** Without one of its own a bridge takes its lowest port's, and changes it with them. */
  mac: Uint8Array;
  mtu: number;
}

/** A bridge that is up. */
export function newBridge(options: BridgeOptions): NetlinkRequest {
  const payload = [
    linkHeader({ up: true }),
    attribute(IFLA.name, cString(options.name)),
    attribute(IFLA.address, options.mac),
    attribute(IFLA.mtu, u32(options.mtu)),
    nested(IFLA.linkInfo, attribute(INFO_KIND, cString('bridge'))),
  ];
  return { type: RTM.newLink, flags: NEW, payload: Buffer.concat(payload) };
}

export interface VethOptions {
  name: string;
  /** Index of the bridge. */
  master: number;
  mtu: number;
  peer: { name: string; mac: Uint8Array; namespaceFd: number };
}

/** A pair of interfaces: ours up and in its bridge, the peer down in its namespace (the kernel refuses a peer that is born up). */
export function newVeth(options: VethOptions): NetlinkRequest {
  const peer = [
    linkHeader(),
    attribute(IFLA.name, cString(options.peer.name)),
    attribute(IFLA.address, options.peer.mac),
    attribute(IFLA.mtu, u32(options.mtu)),
    attribute(IFLA.namespaceFd, u32(options.peer.namespaceFd)),
  ];
  const payload = [
    linkHeader({ up: true }),
    attribute(IFLA.name, cString(options.name)),
    attribute(IFLA.mtu, u32(options.mtu)),
    attribute(IFLA.master, u32(options.master)),
    nested(
      IFLA.linkInfo,
      attribute(INFO_KIND, cString('veth')),
      nested(INFO_DATA, nested(VETH_INFO_PEER, ...peer)),
    ),
  ];
  return { type: RTM.newLink, flags: NEW, payload: Buffer.concat(payload) };
}

export interface ChildLinkOptions {
  kind: 'macvlan' | 'ipvlan';
  /** `MACVLAN_MODE_*` or `IPVLAN_MODE_*`. */
  mode: number;
  name: string;
  /** Index of the interface below. */
  parent: number;
  /** Absent for ipvlan, which shares its parent's. */
  mac?: Uint8Array;
  mtu?: number;
  namespaceFd: number;
}

/** A macvlan or ipvlan interface, made in another namespace. */
export function newChildLink(options: ChildLinkOptions): NetlinkRequest {
  const mode = Buffer.alloc(options.kind === 'macvlan' ? 4 : 2);
  mode.writeUInt8(options.mode, 0);
  const payload = [
    linkHeader(),
    attribute(IFLA.name, cString(options.name)),
    attribute(IFLA.link, u32(options.parent)),
    ...(options.mac ? [attribute(IFLA.address, options.mac)] : []),
    ...(options.mtu ? [attribute(IFLA.mtu, u32(options.mtu))] : []),
    attribute(IFLA.namespaceFd, u32(options.namespaceFd)),
    nested(IFLA.linkInfo, attribute(INFO_KIND, cString(options.kind)), nested(INFO_DATA, attribute(1, mode))),
  ];
  return { type: RTM.newLink, flags: NEW, payload: Buffer.concat(payload) };
}

export function setLinkUp(index: number): NetlinkRequest {
  return { type: RTM.newLink, flags: CHANGE, payload: linkHeader({ index, up: true }) };
}

export interface PortFlags {
  /** Does not talk to other isolated ports of the bridge. */
  isolated?: boolean;
  /** Frames may go back where they came from. */
  hairpin?: boolean;
}

/** Changes an interface as a port of its bridge. */
export function setPortFlags(index: number, { isolated, hairpin }: PortFlags): NetlinkRequest {
  const on = Buffer.from([1]);
  const payload = [
    linkHeader({ index, family: AF_BRIDGE }),
    nested(
      IFLA.protocolInfo,
      ...(hairpin ? [attribute(BRPORT_HAIRPIN, on)] : []),
      ...(isolated ? [attribute(BRPORT_ISOLATED, on)] : []),
    ),
  ];
  return { type: RTM.setLink, flags: CHANGE, payload: Buffer.concat(payload) };
}

/** Puts an interface into a group, for `deleteLinkGroup`. */
export function setLinkGroup(name: string, group: number): NetlinkRequest {
  const payload = [linkHeader(), attribute(IFLA.name, cString(name)), attribute(IFLA.group, u32(group))];
  return { type: RTM.newLink, flags: CHANGE, payload: Buffer.concat(payload) };
}

/** Deletes all interfaces of a group: the kernel waits for its readers once, not once for each. */
export function deleteLinkGroup(group: number): NetlinkRequest {
  const payload = [linkHeader(), attribute(IFLA.group, u32(group))];
  return { type: RTM.delLink, flags: CHANGE, payload: Buffer.concat(payload) };
}

export function deleteLink(name: string): NetlinkRequest {
  const payload = [linkHeader(), attribute(IFLA.name, cString(name))];
  return { type: RTM.delLink, flags: CHANGE, payload: Buffer.concat(payload) };
}

/** An address of an interface. IPv6 addresses are ours alone and go without duplicate detection, which takes a second. */
export function newAddress(
  index: number,
  address: Uint8Array,
  prefix: number,
  broadcast?: Uint8Array,
): NetlinkRequest {
  const header = Buffer.alloc(8);
  header.writeUInt8(familyOf(address), 0);
  header.writeUInt8(prefix, 1);
  header.writeUInt32LE(index, 4);
  const payload = [header, attribute(IFA.local, address), attribute(IFA.address, address)];
  if (broadcast) payload.push(attribute(IFA.broadcast, broadcast));
  if (address.length === 16) payload.push(attribute(IFA.flags, u32(IFA_F_NODAD)));
  return {
    type: RTM.newAddress,
    flags: netlinkFlag.acknowledge | netlinkFlag.create | netlinkFlag.replace,
    payload: Buffer.concat(payload),
  };
}

function routeHeader(family: number, scope = 0): Buffer {
  return Buffer.from([family, 0, 0, 0, RT_TABLE_MAIN, RTPROT_BOOT, scope, RTN_UNICAST, 0, 0, 0, 0]);
}

/** The default route, through a gateway or straight out of an interface. Replaces one that is there. */
export function newDefaultRoute(index: number, family: 4 | 6, gateway?: Uint8Array): NetlinkRequest {
  const payload = [
    routeHeader(family === 4 ? AF_INET : AF_INET6, gateway ? 0 : RT_SCOPE_LINK),
    attribute(RTA.outputLink, u32(index)),
  ];
  if (gateway) payload.push(attribute(RTA.gateway, gateway));
  return {
    type: RTM.newRoute,
    flags: netlinkFlag.acknowledge | netlinkFlag.create | netlinkFlag.replace,
    payload: Buffer.concat(payload),
  };
}

/** Removes the default route; `ESRCH` when there is none. */
export function deleteDefaultRoute(family: 4 | 6): NetlinkRequest {
  return {
    type: RTM.delRoute,
    flags: CHANGE,
    payload: routeHeader(family === 4 ? AF_INET : AF_INET6, RT_SCOPE_NOWHERE),
  };
}

/** Index of an interface in the socket's namespace; throws `ENODEV`. */
export function linkIndex(socket: NetlinkSocket, name: string): number {
  const payload = Buffer.concat([linkHeader(), attribute(IFLA.name, cString(name))]);
  const [answer] = socket.query({ type: RTM.getLink, flags: 0, payload });
  if (!answer) throw new Error(`the kernel did not answer about the interface ${name}`);
  return answer.readInt32LE(4);
}

/** Names and indices of all interfaces in the socket's namespace. */
export function listLinks(socket: NetlinkSocket): Map<string, number> {
  const links = new Map<string, number>();
  for (const answer of socket.query({ type: RTM.getLink, flags: netlinkFlag.dump, payload: linkHeader() })) {
    const name = parseAttributes(answer.subarray(16)).get(IFLA.name);
    if (name) links.set(name.subarray(0, -1).toString(), answer.readInt32LE(4));
  }
  return links;
}

export interface Prefix {
  /** 4 or 16 bytes. */
  address: Buffer;
  prefix: number;
  /** Index of the interface; 0 when the kernel named none. */
  index: number;
  /** Whether it lies behind another router, so that more specific networks may be elsewhere. */
  isRemote: boolean;
}

/** Every address range that this machine has or routes to, but for default routes. */
export function listPrefixes(socket: NetlinkSocket): Prefix[] {
  const prefixes: Prefix[] = [];
  const addresses = socket.query({ type: RTM.getAddress, flags: netlinkFlag.dump, payload: Buffer.alloc(8) });
  for (const answer of addresses) {
    const address = parseAttributes(answer.subarray(8)).get(IFA.address);
    if (address) {
      const index = answer.readUInt32LE(4);
      prefixes.push({ address, prefix: answer.readUInt8(1), index, isRemote: false });
    }
  }
  for (const answer of socket.query({
    type: RTM.getRoute,
    flags: netlinkFlag.dump,
    payload: Buffer.alloc(12),
  })) {
    const attributes = parseAttributes(answer.subarray(12));
    const address = attributes.get(RTA.destination);
    const prefix = answer.readUInt8(1);
    if (address && prefix > 0 && answer.readUInt8(7) === RTN_UNICAST)
      prefixes.push({
        address,
        prefix,
        index: attributes.get(RTA.outputLink)?.readUInt32LE(0) ?? 0,
        isRemote: attributes.has(RTA.gateway),
      });
  }
  return prefixes;
}

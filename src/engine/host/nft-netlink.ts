import type { SystemCallError } from './libc.ts';
import {
  attribute,
  be16,
  be32,
  cString,
  type NetlinkRequest,
  type NetlinkSocket,
  nested,
  netlinkFlag,
  parseAttributes,
} from './netlink.ts';

/**
 * Messages of nfnetlink's nf_tables part (`<linux/netfilter/nf_tables.h>`), for what has to be done once a container: there a started
 * nft(8) costs more than the container. Whole rulesets are text and go through `applyRuleset`.
 */
const SUBSYSTEM = 10 << 8;
const BATCH_BEGIN = 0x10;
const BATCH_END = 0x11;
const NFT = {
  newTable: 0,
  delTable: 2,
  newChain: 3,
  getChain: 4,
  delChain: 5,
  newRule: 6,
  getRule: 7,
  delRule: 8,
  newElement: 12,
  delElement: 14,
};

export const nftFamily = { inet: 1, ip: 2, ip6: 10 } as const;
export type NftFamily = keyof typeof nftFamily;

export const nftHook = { prerouting: 0, input: 1, forward: 2, output: 3, postrouting: 4 } as const;

function netfilterHeader(family: number, resource = 0): Buffer {
  return Buffer.concat([Buffer.from([family, 0]), be16(resource)]);
}

function nftRequest(
  type: number,
  family: NftFamily,
  flags: number,
  ...attributes: Uint8Array[]
): NetlinkRequest {
  return {
    type: SUBSYSTEM | type,
    flags: flags | netlinkFlag.acknowledge,
    payload: Buffer.concat([netfilterHeader(nftFamily[family]), ...attributes]),
  };
}

/** Sends messages as one transaction: all of them take effect, or none. The first error of each message, by its place. */
export function sendNftBatch(
  socket: NetlinkSocket,
  requests: NetlinkRequest[],
): (SystemCallError | undefined)[] {
  return socket.sendWhole([batchLimit(BATCH_BEGIN), ...requests, batchLimit(BATCH_END)]).slice(1, -1);
}

/** As `sendNftBatch`, from another thread (see `NetlinkSocket.sendInBackground`): removing chains takes the kernel long. */
export async function sendNftBatchInBackground(
  socket: NetlinkSocket,
  requests: NetlinkRequest[],
): Promise<(SystemCallError | undefined)[]> {
  const errors = await socket.sendInBackground([batchLimit(BATCH_BEGIN), ...requests, batchLimit(BATCH_END)]);
  return errors.slice(1, -1);
}

function batchLimit(type: number): NetlinkRequest {
  return { type, flags: 0, payload: netfilterHeader(0, SUBSYSTEM >> 8) };
}

export function newTable(family: NftFamily, table: string): NetlinkRequest {
  return nftRequest(NFT.newTable, family, netlinkFlag.create, attribute(1, cString(table)));
}

export function deleteTable(family: NftFamily, table: string): NetlinkRequest {
  return nftRequest(NFT.delTable, family, 0, attribute(1, cString(table)));
}

export interface BaseChain {
  type: 'filter' | 'nat';
  hook: number;
  priority: number;
}

/** A chain; with `base` one that the kernel calls, else one to jump to. */
export function newChain(family: NftFamily, table: string, chain: string, base?: BaseChain): NetlinkRequest {
  const attributes = [attribute(1, cString(table)), attribute(3, cString(chain))];
  if (base) {
    attributes.push(nested(4, attribute(1, be32(base.hook)), attribute(2, be32(base.priority))));
    attributes.push(attribute(7, cString(base.type)));
  }
  return nftRequest(NFT.newChain, family, netlinkFlag.create, ...attributes);
}

export function deleteChain(family: NftFamily, table: string, chain: string): NetlinkRequest {
  return nftRequest(NFT.delChain, family, 0, attribute(1, cString(table)), attribute(3, cString(chain)));
}

/** A rule at the end of its chain. */
export function appendRule(
  family: NftFamily,
  table: string,
  chain: string,
  expressions: Uint8Array[],
): NetlinkRequest {
  return nftRequest(
    NFT.newRule,
    family,
    netlinkFlag.create | netlinkFlag.append,
    attribute(1, cString(table)),
    attribute(2, cString(chain)),
    nested(4, ...expressions),
  );
}

/** Removes one rule, or all of the chain. */
export function deleteRules(
  family: NftFamily,
  table: string,
  chain: string,
  handle?: Uint8Array,
): NetlinkRequest {
  const attributes = [attribute(1, cString(table)), attribute(2, cString(chain))];
  if (handle) attributes.push(attribute(3, handle));
  return nftRequest(NFT.delRule, family, 0, ...attributes);
}

export interface SetElement {
  key: Uint8Array;
  /** For maps. */
  data?: Uint8Array;
}

function setElements(table: string, set: string, elements: SetElement[]): Buffer[] {
  const list = elements.map(({ key, data }) =>
    nested(1, nested(1, attribute(1, key)), ...(data ? [nested(2, attribute(1, data))] : [])),
  );
  return [attribute(1, cString(table)), attribute(2, cString(set)), nested(3, ...list)];
}

export function addSetElements(
  family: NftFamily,
  table: string,
  set: string,
  elements: SetElement[],
): NetlinkRequest {
  return nftRequest(NFT.newElement, family, netlinkFlag.create, ...setElements(table, set, elements));
}

export function deleteSetElements(
  family: NftFamily,
  table: string,
  set: string,
  elements: SetElement[],
): NetlinkRequest {
  const keys = elements.map(({ key }) => ({ key }));
  return nftRequest(NFT.delElement, family, 0, ...setElements(table, set, keys));
}

export interface ForeignChain {
  family: NftFamily;
  table: string;
  chain: string;
  hook: number | undefined;
  dropsByDefault: boolean;
}

const familyNames = new Map(
  Object.entries(nftFamily).map(([name, value]) => [value as number, name as NftFamily]),
);

/** All chains of the families above, in the socket's namespace. */
export function listChains(socket: NetlinkSocket): ForeignChain[] {
  const answers = socket.query({
    type: SUBSYSTEM | NFT.getChain,
    flags: netlinkFlag.dump,
    payload: netfilterHeader(0),
  });
  return answers.flatMap((answer) => {
    const family = familyNames.get(answer.readUInt8(0));
    const attributes = parseAttributes(answer.subarray(4));
    const hook = attributes.get(4);
    return family === undefined
      ? []
      : [
          {
            family,
            table: text(attributes.get(1)),
            chain: text(attributes.get(3)),
            hook: hook && parseAttributes(hook).get(1)?.readUInt32BE(0),
            dropsByDefault: attributes.get(5)?.readUInt32BE(0) === 0,
          },
        ];
  });
}

/** Handles of the rules of a chain that jump to another chain. */
export function findJumps(
  socket: NetlinkSocket,
  family: NftFamily,
  table: string,
  chain: string,
  target: string,
): Buffer[] {
  const answers = socket.query({
    type: SUBSYSTEM | NFT.getRule,
    flags: netlinkFlag.dump,
    payload: Buffer.concat([
      netfilterHeader(nftFamily[family]),
      attribute(1, cString(table)),
      attribute(2, cString(chain)),
    ]),
  });
  return answers.flatMap((answer) => {
    const attributes = parseAttributes(answer.subarray(4));
    const handle = attributes.get(3);
    const isOurs = text(attributes.get(1)) === table && text(attributes.get(2)) === chain;
    return handle && isOurs && attributes.get(4)?.includes(cString(target)) ? [handle] : [];
  });
}

function text(value: Buffer | undefined): string {
  return value?.subarray(0, -1).toString() ?? '';
}

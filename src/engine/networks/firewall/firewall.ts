import {
  addSetElements,
  applyRuleset,
  deleteSetElements,
  deleteTable,
  forgetTranslations,
  type NetlinkRequest,
  NetlinkSocket,
  netlinkProtocol,
  type SetElement,
  sendNftBatch,
  sendNftBatchInBackground,
} from '../../host/index.ts';
import { addressBytes } from '../address.ts';
import {
  interfaceKey,
  type PublishedRule,
  type PublishedTarget,
  protocolNumber,
  publishedRule,
  selfElement,
} from './elements.ts';
import { ForeignChains } from './foreign-chains.ts';
import { type FirewallNetwork, rulesetText, tableName } from './ruleset.ts';

/** Milliseconds for which it is believed that other firewalls are as they were. */
const LOOK_AGAIN = 1000;

/**
 * The engine's table in nftables. The table is text and is written once, when the first network comes; afterwards elements of its sets
 * come and go by netlink. Should another program have removed the table, the next change writes it anew.
 */
export class Firewall {
  readonly #table: string;
  readonly #socket = new NetlinkSocket(netlinkProtocol.netfilter);
  readonly #foreign: ForeignChains;
  readonly #networks = new Map<string, FirewallNetwork>();
  readonly #published = new Map<string, PublishedRule>();
  #isWritten = false;
  #lastLook = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(run: string) {
    this.#table = tableName(run);
    this.#foreign = new ForeignChains(this.#socket, this.#table);
  }

  addNetworks(networks: FirewallNetwork[]): Promise<void> {
    const added = networks.filter(({ bridge }) => !this.#networks.has(bridge));
    for (const network of added) this.#networks.set(network.bridge, network);
    return this.#change(added.flatMap((network) => this.#networkElements(network, addSetElements)));
  }

  removeNetworks(bridges: string[]): Promise<void> {
    const removed = bridges.flatMap((bridge) => this.#networks.get(bridge) ?? []);
    for (const { bridge } of removed) this.#networks.delete(bridge);
    return this.#change(removed.flatMap((network) => this.#networkElements(network, deleteSetElements)));
  }

  publish(targets: PublishedTarget[]): Promise<void> {
    const rules = targets.map(publishedRule);
    for (const rule of rules) this.#published.set(keyOf(rule), rule);
    return this.#change([
      ...this.#mapElements(rules, addSetElements),
      ...this.#selfElements(targets, addSetElements),
    ]);
  }

  unpublish(targets: PublishedTarget[]): Promise<void> {
    const rules = targets.map(publishedRule).filter((rule) => this.#published.delete(keyOf(rule)));
    const kept = new Set([...this.#published.values()].map(({ target }) => addressKey(target)));
    const gone = rules.map(({ target }) => target).filter((target) => !kept.has(addressKey(target)));
    const requests = [
      ...this.#mapElements(rules, deleteSetElements),
      ...this.#selfElements(gone, deleteSetElements),
    ];
    return this.#change(requests, () => this.#forgetDatagrams(rules.map(({ target }) => target)));
  }

  #forgetDatagrams(targets: PublishedTarget[]): void {
    for (const family of [4, 6] as const) {
      const addresses = targets
        .filter(({ protocol, containerAddress }) => protocol === 'udp' && containerAddress.family === family)
        .map(({ containerAddress }) => addressBytes(containerAddress));
      if (addresses.length > 0) forgetTranslations(this.#socket, family, protocolNumber('udp'), addresses);
    }
  }

  /** Writes everything anew after a start, since what is there is a former engine's. The next change waits for it. */
  restore(networks: FirewallNetwork[], targets: PublishedTarget[]): void {
    for (const network of networks) this.#networks.set(network.bridge, network);
    for (const rule of targets.map(publishedRule)) this.#published.set(keyOf(rule), rule);
    this.#isWritten = false;
    // What fails here fails again at the next change, and is told to whoever asked for that.
    this.#change([]).catch(() => {});
  }

  /** Looks again whether another firewall stands in the way: it may have come after our networks. */
  async refresh(): Promise<void> {
    if (performance.now() - this.#lastLook > LOOK_AGAIN) await this.#change([]);
  }

  /** After the changes that are under way. The rules stay. */
  async close(): Promise<void> {
    await this.#turn;
    this.#socket.close();
  }

  #networkElements(network: FirewallNetwork, encode: typeof addSetElements): NetlinkRequest[] {
    const key = interfaceKey(network.bridge);
    const sets: [string, Buffer][] = [
      ['bridges', key],
      ['same', Buffer.concat([key, key])],
    ];
    if (network.internal) sets.push(['internal', key]);
    if (network.masquerade) sets.push(['outgoing', key]);
    return sets.map(([name, value]) => encode('inet', this.#table, name, [{ key: value }]));
  }

  #mapElements(rules: PublishedRule[], encode: typeof addSetElements): NetlinkRequest[] {
    const maps = new Map<string, SetElement[]>();
    for (const { map, element } of rules) maps.set(map, [...(maps.get(map) ?? []), element]);
    return [...maps].map(([name, elements]) => encode('inet', this.#table, name, elements));
  }

  #selfElements(targets: PublishedTarget[], encode: typeof addSetElements): NetlinkRequest[] {
    const different = new Map(targets.map((target) => [addressKey(target), selfElement(target)]));
    return [...different.values()].map(({ set, element }) => encode('inet', this.#table, set, [element]));
  }

  /** One change after the other: a rewrite in between would take in what the next is about to add. */
  #change(requests: NetlinkRequest[], afterwards?: () => void): Promise<void> {
    const change = this.#turn.then(async () => {
      await this.#apply(requests);
      afterwards?.();
    });
    this.#turn = change.catch(() => {});
    return change;
  }

  async #apply(requests: NetlinkRequest[]): Promise<void> {
    if (this.#networks.size === 0) await this.#removeTable();
    else if (!this.#isWritten) await this.#write();
    else if (requests.length > 0 && sendNftBatch(this.#socket, requests).some(Boolean)) await this.#write();
    this.#foreign.update([...this.#networks.keys()]);
    this.#lastLook = performance.now();
  }

  async #write(): Promise<void> {
    await applyRuleset(rulesetText(this.#table, [...this.#networks.values()], [...this.#published.values()]));
    this.#isWritten = true;
  }

  async #removeTable(): Promise<void> {
    const [error] = await sendNftBatchInBackground(this.#socket, [deleteTable('inet', this.#table)]);
    if (error && error.code !== 'ENOENT') throw error;
    this.#isWritten = false;
  }
}

function keyOf({ map, element }: PublishedRule): string {
  return `${map} ${Buffer.from(element.key).toString('hex')}`;
}

function addressKey({ containerAddress }: PublishedTarget): string {
  return `${containerAddress.family} ${containerAddress.value}`;
}

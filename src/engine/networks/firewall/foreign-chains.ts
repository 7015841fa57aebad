import {
  accept,
  appendRule,
  deleteChain,
  deleteRules,
  type ForeignChain,
  findJumps,
  jump,
  listChains,
  matchInterface,
  type NetlinkRequest,
  type NetlinkSocket,
  newChain,
  nftHook,
  sendNftBatch,
} from '../../host/index.ts';

/**
 * Other firewalls that let nothing be forwarded unless a rule says so (Docker's, ufw's) would stop our containers: a packet must
 * please every chain. In each such chain a jump at its end leads to a chain of ours, which accepts what comes from or goes to our
 * bridges; the owner's own rules come first.
 */
export class ForeignChains {
  readonly #socket: NetlinkSocket;
  readonly #name: string;
  readonly #table: string;
  /** What our chains there say at the moment. */
  #written = new Map<string, string>();

  /** `table` is our own, which is no other firewall. */
  constructor(socket: NetlinkSocket, table: string) {
    this.#socket = socket;
    this.#table = table;
    this.#name = table.toUpperCase();
  }

  /** Makes forwarding for exactly these bridges possible; with none, nothing of ours is left. Cheap when nothing has changed. */
  update(bridges: string[]): void {
    const chains = listChains(this.#socket);
    const wanted = bridges.join(' ');
    const present = new Set(chains.filter(({ chain }) => chain === this.#name).map(keyOf));
    for (const chain of chains) {
      if (chain.hook !== nftHook.forward || chain.table === this.#table) continue;
      const hasOurs = present.has(keyOf({ ...chain, chain: this.#name }));
      if (chain.dropsByDefault && bridges.length > 0) {
        if (hasOurs && this.#written.get(keyOf(chain)) === wanted && this.#jumps(chain).length === 1)
          continue;
        this.#write(chain, bridges, hasOurs);
        this.#written.set(keyOf(chain), wanted);
      } else if (hasOurs && this.#jumps(chain).length > 0) {
        this.#remove(chain);
        this.#written.delete(keyOf(chain));
      }
    }
  }

  #jumps({ family, table, chain }: ForeignChain): Buffer[] {
    return findJumps(this.#socket, family, table, chain, this.#name);
  }

  #write(foreign: ForeignChain, bridges: string[], hasOurs: boolean): void {
    const { family, table, chain } = foreign;
    const requests: NetlinkRequest[] = [];
    if (hasOurs) requests.push(deleteRules(family, table, this.#name));
    else requests.push(newChain(family, table, this.#name));
    for (const bridge of bridges) {
      for (const direction of ['in', 'out'] as const)
        requests.push(
          appendRule(family, table, this.#name, [...matchInterface(direction, bridge), accept()]),
        );
    }
    const jumps = hasOurs ? this.#jumps(foreign) : [];
    if (jumps.length === 0) requests.push(appendRule(family, table, chain, [jump(this.#name)]));
    this.#send(requests);
  }

  #remove(foreign: ForeignChain): void {
    const { family, table, chain } = foreign;
    this.#send([
      ...this.#jumps(foreign).map((handle) => deleteRules(family, table, chain, handle)),
      deleteRules(family, table, this.#name),
      deleteChain(family, table, this.#name),
    ]);
  }

  #send(requests: NetlinkRequest[]): void {
    const error = sendNftBatch(this.#socket, requests).find(Boolean);
    // EPERM: the table has an owner that lets nobody in. ENOENT: its owner is just rewriting it, and the next change looks again.
    if (error && error.code !== 'EPERM' && error.code !== 'ENOENT') throw error;
  }
}

function keyOf({ family, table, chain }: ForeignChain): string {
  return `${family} ${table} ${chain}`;
}

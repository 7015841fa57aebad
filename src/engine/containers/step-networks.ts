import type { Container } from './container.ts';
import type { StepRequest } from './contract.ts';
import type { Room } from './room.ts';
import { type NetworkPart, sandboxRequest, writeFiles } from './sandbox.ts';

interface StepNetwork {
  /** What two steps must have in common to use it one after the other. */
  kind: string;
  /** Of the step that it was made for; undefined for the host's own network. */
  sandboxOf: string | undefined;
  netnsPath: string | undefined;
  hosts: string;
  resolvConf: string;
}

/**
 * The networks of one build's steps. Making and removing one costs more than many a step, and nothing of a step is left in it
 * when its processes are gone: so the next step takes it over.
 */
export class StepNetworks {
  readonly #room: Room;
  readonly #idle: StepNetwork[] = [];

  constructor(room: Room) {
    this.#room = room;
  }

  /** Runs some work with a network that no other step has meanwhile. */
  async around<T>(
    step: Container,
    request: StepRequest,
    work: (part: NetworkPart) => Promise<T>,
  ): Promise<T> {
    const network = await this.#take(step, request);
    try {
      const files = writeFiles(step, network.hosts, network.resolvConf);
      return await work({ netnsPath: network.netnsPath, files });
    } finally {
      // A privileged step may have changed addresses, routes or rules.
      if (request.privileged) await this.#close(network);
      else this.#idle.push(network);
    }
  }

  /** To be called when no step runs any more. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((network) => this.#close(network)));
  }

  async #take(step: Container, request: StepRequest): Promise<StepNetwork> {
    const kind = JSON.stringify([request.network, request.extraHosts ?? [], request.hostname]);
    const at = this.#idle.findIndex((network) => network.kind === kind);
    const [idle] = at === -1 ? [] : this.#idle.splice(at, 1);
    if (idle) return idle;
    if (request.network === 'host') {
      const { hosts, resolvConf } = await this.#room.networks.hostFiles(sandboxRequest(step));
      return { kind, sandboxOf: undefined, netnsPath: undefined, hosts, resolvConf };
    }
    const { netnsPath, hosts, resolvConf } = await this.#room.networks.openSandbox(sandboxRequest(step));
    return { kind, sandboxOf: step.id, netnsPath, hosts, resolvConf };
  }

  async #close(network: StepNetwork): Promise<void> {
    if (network.sandboxOf !== undefined) await this.#room.networks.closeSandbox(network.sandboxOf);
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProject, type Project } from '../../src/compose-file/index.ts';
import type { ContainerInspect } from '../../src/engine-api/index.ts';
import { connectEngine, type EngineClient } from '../../src/engine-client/index.ts';
import { down, type OrchestratorEvent, ps, type UpOptions, up } from '../../src/orchestrator/index.ts';
import { ApiEngine } from './api-engine.ts';

export interface TestEngine extends AsyncDisposable {
  client: EngineClient;
}

/** The engine that TUTTI_TEST_ENGINE names (as DOCKER_HOST would), which must have `busybox:latest`; else one of ours. */
export async function openTestEngine(): Promise<TestEngine> {
  const given = process.env['TUTTI_TEST_ENGINE'];
  if (given !== undefined) {
    const client = await connectEngine({ env: { DOCKER_HOST: given } });
    return { client, [Symbol.asyncDispose]: () => Promise.resolve(client.close()) };
  }
  const engine = await ApiEngine.start();
  const client = await connectEngine({ env: { DOCKER_HOST: `unix://${engine.socket}` } });
  return {
    client,
    [Symbol.asyncDispose]: async () => {
      client.close();
      await engine[Symbol.asyncDispose]();
    },
  };
}

type Operation = {
  client: EngineClient;
  project: Project;
  signal: AbortSignal;
  onEvent: (event: OrchestratorEvent) => void;
};

/** A Compose file in a folder of its own, and what operations on it told. Disposing takes all of it away. */
export class OrchestratedProject implements AsyncDisposable {
  readonly client: EngineClient;
  readonly folder: string = mkdtempSync(join(tmpdir(), 'orchestrated-'));
  readonly name: string;
  /** As the plain display shows them: `Container x  Started`, and messages. */
  told: string[] = [];

  constructor(engine: TestEngine, name: string) {
    this.client = engine.client;
    this.name = `orchtest-${name}`;
  }

  write(text: string): this {
    writeFileSync(join(this.folder, 'compose.yaml'), text);
    return this;
  }

  load(services: string[] = []): Promise<Project> {
    const environment = { PATH: '/bin', SECRET_VALUE: 'from the environment' };
    return loadProject({ cwd: this.folder, environment, projectName: this.name, services });
  }

  async operation(
    services: string[] = [],
    signal: AbortSignal = AbortSignal.timeout(60_000),
  ): Promise<Operation> {
    this.told = [];
    return {
      client: this.client,
      project: await this.load(services),
      signal,
      onEvent: (event) => this.#hear(event),
    };
  }

  async up(options: Partial<UpOptions> = {}): Promise<string[]> {
    await up({ ...(await this.operation(options.services)), ...options });
    return this.told;
  }

  /** Container ids by name, stopped ones too. */
  async ids(): Promise<Record<string, string>> {
    const rows = await ps({ ...(await this.operation()), all: true });
    return Object.fromEntries(rows.map(({ name, id }) => [name, id]));
  }

  /** Names without the project's, with states: `web-1 running`. */
  async states(): Promise<string[]> {
    const rows = await ps({ ...(await this.operation()), all: true });
    return rows.map(({ name, state }) => `${name.slice(this.name.length + 1)} ${state}`).sort();
  }

  inspect(container: string): Promise<ContainerInspect> {
    const path = `/containers/${this.name}-${container}/json`;
    return this.client.json({ method: 'GET', path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const project = { name: this.name };
    const signal = AbortSignal.timeout(60_000);
    await down({
      client: this.client,
      project,
      signal,
      onEvent: () => undefined,
      volumes: true,
      removeOrphans: true,
      timeout: 0,
    });
    rmSync(this.folder, { recursive: true, force: true });
  }

  #hear(event: OrchestratorEvent): void {
    const { name } = this;
    if (event.kind === 'message') this.told.push(event.text.replaceAll(name, 'P'));
    if (event.kind !== 'progress') return;
    const { id, text, statusText } = event;
    this.told.push(`${id.replace(name, 'P')} ${text} ${statusText.replaceAll(name, 'P')}`.replace('  ', ' '));
  }
}

import type { PlannedStep } from '../../../src/orchestrator/contract-data.ts';

type Action = PlannedStep['action'];
type Resource = PlannedStep['resource'];

const OF_CONTAINERS: Partial<Record<Action, (name: string) => string[]>> = {
  create: (name) => [`POST /containers/create?name=${name}`, `POST /containers/${name}/start`],
  recreate: (name) => [
    `POST /containers/create?name=${name}`,
    `POST /containers/${name}/stop`,
    `DELETE /containers/${name}`,
    `POST /containers/${name}/start`,
  ],
  start: (name) => [`POST /containers/${name}/start`],
  stop: (name) => [`POST /containers/${name}/stop`],
  restart: (name) => [`POST /containers/${name}/restart`],
  kill: (name) => [`POST /containers/${name}/kill`],
  pause: (name) => [`POST /containers/${name}/pause`],
  unpause: (name) => [`POST /containers/${name}/unpause`],
  remove: (name) => [`DELETE /containers/${name}`],
  wait: (name) => [`GET /containers/${name}/json`],
};

const OTHERS: Partial<Record<Resource, Partial<Record<Action, (name: string) => string[]>>>> = {
  container: OF_CONTAINERS,
  network: {
    create: (name) => [`POST /networks/create  {"Name": "${name}"}`],
    remove: (name) => [`DELETE /networks/${name}`],
    connect: (name) => [`POST /networks/${name}/connect`],
    disconnect: (name) => [`POST /networks/${name}/disconnect`],
  },
  volume: {
    create: (name) => [`POST /volumes/create  {"Name": "${name}"}`],
    remove: (name) => [`DELETE /volumes/${name}`],
  },
  image: {
    pull: (name) => [`POST /images/create?fromImage=${name}`],
    build: (name) => [`POST /build?t=${name}`],
    remove: (name) => [`DELETE /images/${name}`],
  },
};

/** What the steps of a plan ask of the engine, in the words of the Docker Engine API; the main calls, not each look before them. */
export function apiCallsOf(steps: PlannedStep[]): string[] {
  return steps.flatMap(({ resource, action, name }) => OTHERS[resource]?.[action]?.(name) ?? []);
}

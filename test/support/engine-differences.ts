import type { EngineKind } from './other-engine.ts';

/** A scenario that other engines than ours are not asked for, and why. `docs/compat.md` says the same, which a test compares. */
export interface EngineDifference {
  test: string;
  not: readonly EngineKind[];
  why: string;
}

const others = ['docker', 'docker-20', 'podman'] as const;

/** The only place where a scenario is left out on some engine. All others run on every engine. */
export const engineDifferences: readonly EngineDifference[] = [
  {
    test: 'what `up` made is gone after `down --volumes`: mounts, namespaces, interfaces, rules, cgroups, processes',
    not: others,
    why: 'looks into the folders, namespaces and processes of the embedded engine',
  },
  {
    test: 'an `up` that fails in the middle leaves what it started, and `down` all of that',
    not: others,
    why: 'looks into the folders, namespaces and processes of the embedded engine',
  },
  {
    test: 'kill -9 of the engine: containers run on, no log line is lost, names and ports answer, `up` has nothing to do',
    not: others,
    why: 'kills the engine, which the embedded one survives',
  },
  {
    test: 'an exit while no engine runs is known to the next one, and the restart policy is carried out',
    not: others,
    why: 'kills the engine, which the embedded one survives',
  },
  {
    test: 'kill -9 of the engine while `up` is under way: the next `up` completes the work',
    not: others,
    why: 'kills the engine, which the embedded one survives',
  },
  {
    test: 'the engine is killed: what was shown stays and is called old; it comes back by itself',
    not: others,
    why: 'kills the engine, which the embedded one survives',
  },
  {
    test: '`system prune --volumes --all` clears what no running container uses',
    not: others,
    why: 'would remove what is not of the tests from an engine that is not of the tests',
  },
  {
    test: 'privileged',
    not: ['docker-20'],
    why: 'asks for every capability, also for those that the machine does not have',
  },
  {
    test: 'an image of other contexts, another service, secrets, arguments; with its tags and labels',
    not: ['docker-20'],
    why: 'has a builder without further contexts, and without buildx none with secrets',
  },
  {
    test: 'build --check: what is to be mended, and nothing is built',
    not: ['docker-20', 'podman'],
    why: 'has a builder that knows no checks',
  },
  {
    test: 'a build by the command line is followed while it runs',
    not: ['docker-20', 'podman'],
    why: 'has a builder that remembers no builds',
  },
  {
    test: 'an internal network leads nowhere else',
    not: ['docker-20'],
    why: 'gives members of an internal network a default route, though it leads nowhere',
  },
];

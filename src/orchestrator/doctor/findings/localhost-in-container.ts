import type { Finding } from '../../contract-findings.ts';
import { type Check, shortened } from '../finding.ts';
import { innerPorts, networkOwner, publishedPorts } from '../ports.ts';
import type { ObservedContainer, Snapshot } from '../snapshot.ts';
import { type Dialled, dialledInLog, dialledInSettings } from './dialled.ts';

/** `localhost` in a container is the container: another service is reached by its name. */
export const localhostInContainer: Check = {
  code: 'localhost-in-container',
  find: (snapshot) => merged(snapshot.containers.flatMap((container) => diagnose(container, snapshot))),
};

interface Target {
  service: string;
  /** Inside. */
  port: number;
  /** The port dialled is the one of the host. */
  isPublished: boolean;
}

function diagnose(container: ObservedContainer, snapshot: Snapshot): Finding[] {
  if (container.inspect.HostConfig.NetworkMode === 'host') return [];
  const own = ownPorts(container, snapshot);
  const others = snapshot.containers.filter((other) => networkOwner(other) !== networkOwner(container));
  const refused = dialledInLog(container.log);
  const findings: Finding[] = [];
  for (const dialled of [...refused, ...dialledInSettings(container)]) {
    const target = targetOf(dialled, others);
    if (target === undefined || own.has(dialled.port ?? target.port)) continue;
    const isRefused = refused.some(({ port }) => port === (dialled.port ?? target.port));
    // Addresses for the user's browser, which runs outside, are meant to be so.
    if (target.isPublished && dialled.isWeb && !isRefused) continue;
    findings.push(finding(container, dialled, target));
  }
  return findings;
}

function finding({ service, name }: ObservedContainer, dialled: Dialled, target: Target): Finding {
  const port = dialled.port ?? target.port;
  return {
    code: 'localhost-in-container',
    service,
    containers: [name],
    message: `connects to localhost:${port}, which is itself; ${target.service} was meant`,
    evidence: [shortened(dialled.evidence)],
    hint: `Use the service's name for \`localhost\`: ${target.service}:${target.port}.`,
  };
}

/** What answers on its `localhost`: its own ports, and those of containers in the same network namespace. */
function ownPorts(container: ObservedContainer, { containers }: Snapshot): Set<number> {
  const owner = networkOwner(container);
  const same = containers.filter((other) => networkOwner(other) === owner);
  return new Set(
    same.flatMap((each) => [...innerPorts(each, { reachable: false }), ...publishedPorts(each).keys()]),
  );
}

function targetOf(dialled: Dialled, others: readonly ObservedContainer[]): Target | undefined {
  const { port, subject } = dialled;
  const named = others.find(({ service }) => plain(service) === subject);
  if (port === undefined) {
    const [first] = named === undefined ? [] : innerPorts(named, { reachable: true });
    return named === undefined || first === undefined
      ? undefined
      : { service: named.service, port: first, isPublished: false };
  }
  const inside = others.filter((other) => innerPorts(other, { reachable: true }).has(port));
  const best = inside.find((other) => other === named) ?? inside[0];
  // Of a web address, the browser may be meant where the host has the port, too.
  const outside = others.find((other) => publishedPorts(other).has(port));
  if (best !== undefined) return { service: best.service, port, isPublished: outside !== undefined };
  const inner = outside && publishedPorts(outside).get(port);
  return outside === undefined || inner === undefined
    ? undefined
    : { service: outside.service, port: inner, isPublished: true };
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** One finding for what one service does wrong, with all that shows it. */
function merged(findings: readonly Finding[]): Finding[] {
  const byMistake = new Map<string, Finding>();
  for (const found of findings) {
    const key = `${found.service}\n${found.message}`;
    const known = byMistake.get(key) ?? { ...found, containers: [], evidence: [] };
    byMistake.set(key, {
      ...known,
      containers: [...new Set([...known.containers, ...found.containers])],
      evidence: [...new Set([...known.evidence, ...found.evidence])].slice(0, 3),
    });
  }
  return [...byMistake.values()];
}

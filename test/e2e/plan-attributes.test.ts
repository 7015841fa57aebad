import { expect, inject, test } from 'vitest';
import type { AttributeChange, Told } from '../support/attribute-change.ts';
import { attributeChanges } from '../support/attribute-changes.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');
const other = pullable(home, 'python:3.12-slim-bookworm');

/** Not on these engines, and why. */
const left: Partial<Record<typeof home.engine, RegExp>> = {
  // Refused when a container is created, not when it is started as by Docker.
  embedded: /^gpus/,
  // It, and what API versions before 1.43 and 1.48 have no place for.
  'docker-20': /^(annotations|.*(gw_priority|interface_name))/,
  // The second of these, and what Podman refuses to create.
  podman: /^(external_links|links|logging: { driver: local }|.*(gw_priority|interface_name))/,
};

const changes = attributeChanges.filter(({ before }) => !left[home.engine]?.test(before));

const others = `
networks:
  default:
  other:
  fixed: { enable_ipv6: true, ipam: { config: [{ subnet: 10.211.7.0/24 }, { subnet: "fd00:77::/64" }] } }
volumes: { kept: }
configs: { one: { file: one.txt }, two: { file: two.txt } }
secrets: { one: { file: one.txt }, two: { file: two.txt } }
`;

/** A service for each change, one attribute in each. */
function file(side: 'before' | 'after'): string {
  const services = changes.map((change, index) => {
    const lines = change[side].replace('OTHER', other).split('\n');
    const all = lines[0]?.startsWith('image:') ? lines : [`image: "${image}"`, ...lines];
    return `  s${index}:\n${all.map((line) => `    ${line}\n`).join('')}`;
  });
  const base = `  base: { image: "${image}", environment: { FROM_BASE: one } }\n  steady: { image: "${image}" }\n`;
  return `services:\n${base}${services.join('')}${others}`;
}

interface Step {
  action: string;
  service?: string;
  cause: { reason: string; changes: { field: string; before?: string; after?: string }[] };
}

function saidOf(change: AttributeChange, step: Step | undefined): unknown {
  const fields = step?.cause.changes.map(
    ({ field, before = '(none)', after = '(none)' }) => `${field}: ${before} → ${after}`,
  );
  return { change: { before: change.before, after: change.after }, reason: step?.cause.reason, fields };
}

function expectedOf({ before, after, told }: AttributeChange, step: Step | undefined): unknown {
  const some = told.filter((each) => !isDropped(each, step));
  const fields = some.map((each) =>
    each instanceof RegExp ? expect.stringMatching(each) : typeof each === 'string' ? each : each.ifTaken,
  );
  const reason =
    some.length > 0 ? 'configuration changed' : 'configuration changed, in what the engine does not tell of';
  return { change: { before, after }, reason, fields };
}

function isDropped(told: Told, step: Step | undefined): boolean {
  return typeof told === 'object' && 'ifTaken' in told && step?.cause.changes.length === 0;
}

test('`plan` names each attribute that changed, as it was and as it will be', async () => {
  const texts = {
    'one.env': 'FROM_FILE=one\n',
    'two.env': 'FROM_FILE=two\n',
    'one.txt': 'one',
    'two.txt': 'two',
  };
  const specs = { 'one.json': '{}', 'two.json': '{}' };
  await using scenario = Scenario.create(home, 'planned', {
    'compose.yml': file('before'),
    ...texts,
    ...specs,
  });
  await scenario.succeeds(['pull', '-q', '--policy', 'missing', 'base']);
  await scenario.succeeds(['create', '--pull', 'never']);
  const unchanged = await scenario.tutti(['plan', '--format', 'json']);
  const done = (JSON.parse(unchanged.stdout).steps as Step[]).filter(({ action }) => action !== 'start');
  expect(done).toEqual([]);
  scenario.edit('compose.yml', () => file('after'));
  const { stdout } = await scenario.tutti(['plan', '--format', 'json']);
  const steps = (JSON.parse(stdout).steps as Step[]).filter(({ action }) => action === 'recreate');
  const stepOf = (index: number) => steps.find(({ service }) => service === `s${index}`);
  expect(changes.map((change, index) => saidOf(change, stepOf(index)))).toEqual(
    changes.map((change, index) => expectedOf(change, stepOf(index))),
  );
});

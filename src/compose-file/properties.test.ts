import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ComposeFolder } from '../../test/support/compose-project.ts';
import { UserError } from '../shared/index.ts';
import { LoadContext } from './phases/context.ts';
import { mergeFiles } from './phases/merge.ts';
import { readDocuments } from './phases/read.ts';
import { printJson } from './print/json.ts';
import { treeToPrintable } from './print/printable.ts';
import { printProject } from './print/project.ts';
import { isEqual, type MapNode, type Node } from './tree/node.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('true', '1', '', '~', 'a: b', '$', '#x', ' x', 'x\ny\n', '- a'),
);
const pairs = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)), {
  maxKeys: 4,
});
const port = fc.record({
  target: fc.integer({ min: 1, max: 65535 }),
  published: fc.integer({ min: 1, max: 65535 }).map(String),
});
const service = fc.record(
  {
    image: fc.constant('x'),
    environment: pairs,
    labels: pairs,
    command: fc.array(text, { maxLength: 3 }),
    hostname: text,
    ports: fc.uniqueArray(port, { maxLength: 2, selector: ({ target }) => target }),
    cap_add: fc.uniqueArray(name, { maxLength: 3 }),
    stop_grace_period: fc.integer({ min: 0, max: 10_000 }).map((seconds) => `${seconds}s`),
    mem_limit: fc.integer({ min: 1, max: 2 ** 40 }),
    cpus: fc.integer({ min: 1, max: 64 }).map((quarters) => quarters / 4),
    privileged: fc.boolean(),
  },
  { requiredKeys: ['image'] },
);
const project = fc.record({ services: fc.dictionary(name, service, { minKeys: 1, maxKeys: 3 }) });

const asFile = (value: unknown): string => JSON.stringify(value).replaceAll('$', '$$$$');

test('printing a project and loading the text gives the same project', async () => {
  await fc.assert(
    fc.asyncProperty(project, fc.constantFrom<'yaml' | 'json'>('yaml', 'json'), async (value, format) => {
      using folder = new ComposeFolder({ 'compose.yaml': asFile(value) });
      const first = await folder.load();
      const printed = printProject(first, format).replaceAll('$', '$$$$');
      using again = new ComposeFolder({ 'compose.yaml': printed });
      const second = await again.load();
      expect({ ...second, ...elsewhere(first) }).toEqual(first);
    }),
    { numRuns: 40 },
  );
});

/** What depends on the folder and not on the text. */
function elsewhere({
  workingDir,
  composeFiles,
  environment,
}: Awaited<ReturnType<ComposeFolder['load']>>): object {
  return { workingDir, composeFiles, environment };
}

function tree(value: unknown): MapNode {
  const context = new LoadContext({ cwd: '/', environment: {} });
  const [document] = readDocuments({ file: 'f', text: JSON.stringify(value) }, context);
  return document?.root as MapNode;
}

/** Attributes that merge key by key or by appending; `environment` and its like become lists, which sort at each step. */
const mergeable = fc.record(
  {
    image: name,
    hostname: name,
    command: fc.array(name, { maxLength: 2 }),
    cap_add: fc.array(name, { maxLength: 2 }),
    environment: fc.array(name, { maxLength: 2 }),
    deploy: fc.record(
      { mode: name, resources: fc.record({ limits: fc.record({ memory: name }) }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const mergeableProject = fc.record({ services: fc.dictionary(fc.constantFrom('a', 'b'), mergeable) });

test('merging files is associative', () => {
  fc.assert(
    fc.property(mergeableProject, mergeableProject, mergeableProject, (a, b, c) => {
      const context = new LoadContext({ cwd: '/', environment: {} });
      const merge = (base: Node, over: Node): MapNode =>
        mergeFiles(base as MapNode, over as MapNode, context);
      const left = merge(merge(tree(a), tree(b)), tree(c));
      const right = merge(tree(a), merge(tree(b), tree(c)));
      expect(isEqual(left, right), printJson(treeToPrintable(left, 'json'))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

const fragments = fc.constantFrom(
  'services:\n  a:\n    image: x\n',
  '    ports:\n',
  '      - "80:80"\n',
  '    environment: ',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '<<: ',
  '!reset ',
  '!override ',
  '${A',
  '${A:-b}',
  ': ',
  '- ',
  '\n',
  '  ',
  '\t',
  '"',
  "'",
  '|\n',
  '>-\n',
  '---\n',
  'x-y: 1\n',
  'extends: a\n',
  'include: [compose.yaml]\n',
  'null',
  '1e9',
  '#',
);

test('no input makes the loader throw anything but its own errors', async () => {
  const input = fc.oneof(
    fc.array(fragments, { maxLength: 25 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  await fc.assert(
    fc.asyncProperty(input, async (content) => {
      using folder = new ComposeFolder({ 'compose.yaml': content });
      const error: unknown = await folder.load().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error === undefined || error instanceof UserError, String(error)).toBe(true);
    }),
    { numRuns: 200 },
  );
  // Pure work, which a busy machine may need long for.
}, 60_000);

test('nor do random bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      using folder = new ComposeFolder({ 'compose.yaml': bytes });
      expect((await folder.problems()).length).toBeGreaterThan(0);
    }),
    { numRuns: 50 },
  );
});

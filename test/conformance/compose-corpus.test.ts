import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { composeJsonSchema, printConfig } from '../../src/compose-file/index.ts';
import { plain } from '../../src/compose-file/model/decode.ts';
import { LoadContext } from '../../src/compose-file/phases/context.ts';
import { readDocuments } from '../../src/compose-file/phases/read.ts';
import { checkSchema } from '../../src/compose-file/phases/schema-check.ts';
import type { Node } from '../../src/compose-file/tree/node.ts';
import {
  type CorpusCase,
  corpus,
  expected,
  hasCorpus,
  optionsOf,
  printVariant,
  readCase,
  readIndex,
  stage,
} from '../support/compose-corpus.ts';

/** Docker Compose prints these in the order of a map, or what the docker command told its plugin. */
function unordered(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('DOCKER_CLI_PLUGIN_'))
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .sort();
}

/** What both say of each document of a file, before variables are put in. */
function verdictsOf(
  path: string,
  validate: (value: unknown) => boolean,
): { path: string; schema: boolean; loader: boolean }[] {
  const source = { file: path, text: readFileSync(path, 'utf8') };
  const context = new LoadContext({ cwd: '/', environment: {} });
  return readable(source, context).flatMap((root) => {
    if (root.kind !== 'map') return [];
    const schema = validate(plain(root));
    const before = context.problems.length;
    checkSchema(root, context);
    return [{ path, schema, loader: context.problems.length === before }];
  });
}

function readable(source: { file: string; text: string }, context: LoadContext): Node[] {
  try {
    return [...readDocuments(source, context)].map(({ root }) => root);
  } catch {
    return [];
  }
}

if (!hasCorpus()) {
  test.skip(`no corpus at ${corpus}: nothing was compared with Docker Compose`, () => {});
} else {
  const index = readIndex();
  const cases = index.cases.filter(({ kind }) => kind !== 'bug').map(({ id }) => readCase(id));

  const at = (text: string, root: string, test: CorpusCase): string =>
    text.replaceAll(root, `${index.prefix}/${test.id}`);

  test('the JSON Schema accepts and refuses the files of the corpus as the loader does', () => {
    const validate = new Ajv({ strict: false }).compile(composeJsonSchema());
    const files = globSync('*/*/files/**/*.{yaml,yml}', { cwd: corpus });
    const verdicts = files.flatMap((file) => verdictsOf(join(corpus, file), validate));
    expect(verdicts.length).toBeGreaterThan(500);
    expect(verdicts.filter(({ schema, loader }) => schema !== loader)).toEqual([]);
  });

  describe.each(cases)('$id', (item) => {
    test(item.kind === 'ok' ? 'loads to what Docker Compose makes of it' : 'is refused', async () => {
      using place = stage(item, index.prefix);
      const options = optionsOf(item, index, place.root);
      if (item.kind === 'error') {
        await expect(printConfig(options)).rejects.toMatchObject({
          name: expect.stringMatching(/^(User|Load)Error$/),
        });
        return;
      }
      const json = at(await printConfig(options, { format: 'json' }), place.root, item);
      expect(JSON.parse(json)).toEqual(JSON.parse(expected(item.id, 'expected.json') ?? 'null'));
      const yaml = expected(item.id, 'expected.yaml');
      if (yaml !== undefined) expect(at(await printConfig(options), place.root, item)).toBe(yaml);
    });

    test.for(item.variants)('config --%s', async (variant, { skip }) => {
      using place = stage(item, index.prefix);
      if (variant === 'hash' && !place.isOriginal) skip(`${index.prefix} cannot be made here`);
      const options = optionsOf(item, index, place.root);
      const wanted = expected(item.id, `expected.v.${variant}.stdout`) ?? '';
      if (expected(item.id, `expected.v.${variant}.rc`)?.trim() !== '0') {
        await expect(printVariant(options, variant)).rejects.toThrow();
        return;
      }
      const text = at(await printVariant(options, variant), place.root, item);
      if (variant.endsWith('-json')) expect(JSON.parse(text)).toEqual(JSON.parse(wanted));
      else if (variant === 'no-interpolate') expect(text).toBe(wanted);
      else expect(unordered(text)).toEqual(unordered(wanted));
    });
  });
}

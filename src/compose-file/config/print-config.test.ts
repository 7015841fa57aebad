import { expect, test } from 'vitest';
import { ComposeFolder } from '../../../test/support/compose-project.ts';
import { serviceHash } from '../hash.ts';
import { printConfigList } from './lists.ts';
import { printConfig } from './print-config.ts';

test('what a secret holds is printed in no form', async () => {
  using folder = new ComposeFolder({
    'compose.yaml':
      'include: [sub/compose.yaml]\nservices: { a: { image: x, secrets: [s, t] } }\nsecrets: { s: { environment: TOKEN } }\n',
    'sub/compose.yaml': 'services: { b: { image: y } }\nsecrets: { t: { environment: OTHER } }\n',
    'sub/.env': 'OTHER=hunter3\n',
  });
  const options = folder.options({ environment: { TOKEN: 'hunter2' } });
  for (const noInterpolate of [false, true]) {
    for (const format of ['yaml', 'json']) {
      const text = await printConfig({ ...options, noInterpolate }, { format });
      expect(text).toContain('TOKEN');
      expect(text).not.toMatch(/hunter/);
    }
  }
});

test('hashes are those that Docker Compose 2.40.3 prints', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': `services:
  a:
    image: x
    build: .
    command: ["<a & b>", "é\\u2028"]
    environment: { A: 1, B: ~ }
    ports: ["8080:80"]
    ulimits: { nofile: 10, nproc: { soft: 1, hard: 2 } }
    deploy: { replicas: 2, resources: { limits: { cpus: "0.5", memory: 1g } } }
    depends_on: [b]
  b: { image: y, healthcheck: { test: x, interval: 90s }, mem_limit: 64m }
`,
  });
  expect(await printConfigList(folder.options(), { hashOf: '*' })).toBe(
    'a a87eb996e929e236dc600c079458deca40a2bdfc86ddd77fdaeb8626c1a503bc\nb 8231c0320b67375e93ad6950caba02bd3e2f5967c04bbba70d273e0575f05a2c\n',
  );
});

test.each(['', 'table', 'Pretty', 'yaml', 'JSON'])('variables as "%s"', async (format) => {
  using folder = new ComposeFolder({ 'compose.yaml': 'services: { a: { image: "${NAME:-x}" } }' });
  expect(await printConfigList(folder.options(), 'variables', format)).toContain('NAME');
});

test.each(['xml', 'YAML'])('variables are not printed as "%s"', async (format) => {
  using folder = new ComposeFolder({ 'compose.yaml': 'services: { a: { image: x } }' });
  const printed = printConfigList(folder.options(), 'variables', format);
  await expect(printed).rejects.toMatchObject({ code: 'unknown-value' });
});

test('a hash does not count what changes no container', async () => {
  using folder = new ComposeFolder({
    'one.yaml': 'services: { a: { image: x } }',
    'two.yaml':
      'services: { a: { image: x, build: ., scale: 3, pull_policy: always, depends_on: [b] }, b: { image: y } }',
  });
  const [one, two] = [await folder.load({ files: ['one.yaml'] }), await folder.load({ files: ['two.yaml'] })];
  const hashes = [one, two].map(({ services }) => services['a'] && serviceHash(services['a']));
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(hashes[1]).toBe(hashes[0]);
});

test('digests replace tags, in the whole or alone', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'services: { a: { image: nginx }, b: { image: "localhost:5000/x:1", hostname: h } }',
  });
  const digestOf = async (image: string): Promise<string> => `sha256:${image.length}`;
  const text = await printConfig(folder.options(), { lockImageDigests: true, digestOf });
  expect(text).toBe(`services:
  a:
    image: docker.io/library/nginx:latest@sha256:30
  b:
    image: localhost:5000/x:1@sha256:18
`);
});

test('variables are listed with what they default to', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'services: { a: { image: "${IMG:-x:${TAG}}", hostname: "${H:?no}", user: "${U:+me}" } }',
  });
  expect(
    await printConfigList(folder.options(), 'variables'),
  ).toBe(`NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE
H                   true                                    
IMG                 false               x:\${TAG}            
TAG                 false                                   
U                   false                                   me
`);
});

test('JSON sorts the keys of extensions by their bytes, YAML as people would', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'x-a: { HTTP_PROXY: 1, HTTPS_PROXY: 2 }\nservices: { a: { image: x } }\n',
  });
  const order = async (format: string): Promise<string[]> =>
    (await printConfig(folder.options(), { format })).match(/HTTPS?_PROXY/g) ?? [];
  expect(await order('json')).toEqual(['HTTPS_PROXY', 'HTTP_PROXY']);
  expect(await order('yaml')).toEqual(['HTTP_PROXY', 'HTTPS_PROXY']);
});

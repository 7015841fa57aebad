import { expect, test } from 'vitest';
import { ComposeFolder } from '../../../test/support/compose-project.ts';
import { explainConfig, printExplanations } from './explain.ts';

test('values tell where they come from and what they hide', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': `services:
  web:
    image: nginx:\${TAG:-1.25}
    hostname: \${HOST_NAME:-h}
    environment: ["MODE=prod", "DEBUG=\${DEBUG}"]
    env_file: web.env
    ports: [{ target: 80 }]
    extends: { service: base, file: base.yaml }
`,
    'compose.override.yaml':
      'services: { web: { environment: { MODE: dev }, image: "nginx:${TAG}-alpine" } }\n',
    'base.yaml': 'services: { base: { restart: always, image: old } }\n',
    '.env': 'TAG=1.27\nDEBUG=0\n',
    'web.env': 'X=1\nMODE=file\n',
  });
  const explanations = await explainConfig(folder.options({ environment: { TAG: '9' } }));
  const services = explanations.filter(
    ({ path }) => path.startsWith('services.web.') && !path.includes('env_file'),
  );
  expect(printExplanations(services)).toBe(`services.web.environment.DEBUG = "0"
  compose.yaml:5:32
  interpolated from "DEBUG=\${DEBUG}"
  DEBUG from .env:2
services.web.environment.MODE = "dev"
  compose.override.yaml:1:41
  hides "MODE=prod" of compose.yaml:5:19
services.web.environment.MODE = "file"
  web.env:2
  in an env file, hidden: the service sets it itself
services.web.environment.X = "1"
  web.env:1
  read from an env file
services.web.hostname = "h"
  compose.yaml:4:15
  interpolated from "\${HOST_NAME:-h}"
  HOST_NAME is not set or empty: the default counts
services.web.image = "nginx:9-alpine"
  compose.override.yaml:1:55
  hides "nginx:9" of compose.yaml:3:12
  interpolated from "nginx:\${TAG}-alpine"
  TAG from shell, not from .env:1
services.web.ports[0].mode = "ingress"
  compose.yaml:7:13
  is the default
services.web.ports[0].protocol = "tcp"
  compose.yaml:7:13
  is the default
services.web.restart = "always"
  base.yaml:1:30
  extended from base.yaml
`);
});

test('what a secret holds is not told', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'services: { a: { image: x, secrets: [s] } }\nsecrets: { s: { environment: TOKEN } }\n',
  });
  const explanations = await explainConfig(folder.options({ environment: { TOKEN: 'hunter2' } }));
  expect(JSON.stringify(explanations)).not.toContain('hunter2');
});

test('everything: values that stand in a file as they are come with their place too', async () => {
  using folder = new ComposeFolder({ 'compose.yaml': 'services:\n  web:\n    image: nginx\n' });
  const explanations = await explainConfig(folder.options(), { everything: true });
  expect(explanations.find(({ path }) => path === 'services.web.image')).toEqual({
    path: 'services.web.image',
    value: 'nginx',
    from: 'compose.yaml:3:12',
    position: expect.objectContaining({ line: 3, column: 12 }),
    steps: [],
  });
});

import { expect, test } from 'vitest';
import type { Project } from '../../compose-file/index.ts';
import { refusedPath } from './refusal-hint.ts';

const project = {
  services: {
    web: {
      command: ['serve'],
      container_name: 'front',
      image: 'web:1',
      devices: [{ source: '/dev/absent' }],
      ports: [{ published: '80' }, { published: '8000-8005' }],
      volumes: [
        { type: 'volume', source: 'data' },
        { type: 'bind', source: '/srv/absent' },
      ],
      secrets: [{ source: 'token' }],
    },
  },
  secrets: { token: { file: '/srv/token' } },
  configs: { conf: { file: '/srv/conf' } },
} as unknown as Project;

test.each([
  ['failed to bind host port for 0.0.0.0:80: address already in use', 'services.web.ports.0'],
  ['Bind for 0.0.0.0:8003 failed: port is already allocated', 'services.web.ports.1'],
  ['make cli opts(): strconv.Atoi: parsing "18100-18110": invalid syntax', 'services.web.ports'],
  ['Bind for 0.0.0.0:99 failed: port is already allocated', 'services.web.ports'],
  [
    'invalid mount config for type "bind": bind source path does not exist: /srv/absent',
    'services.web.volumes.1',
  ],
  ['invalid mount config for type "bind": bind source path does not exist: /srv/token', 'secrets.token.file'],
  ['invalid mount config for type "bind": bind source path does not exist: /srv/conf', 'configs.conf.file'],
  ['exec: "serve": executable file not found in $PATH: unknown', 'services.web.command'],
  [
    'Conflict. The container name "/front" is already in use by container "abc".',
    'services.web.container_name',
  ],
  ['error gathering device information while adding custom device "/dev/absent"', 'services.web.devices'],
  ['unable to find user nobody-here: no matching entries in passwd file', 'services.web'],
  ['something else altogether', 'services.web'],
])('%s', (message, path) => {
  expect(refusedPath(project, 'web', message).join('.')).toBe(path);
});

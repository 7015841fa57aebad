import { EngineError } from '../../../shared/index.ts';
import type { Containers } from '../../containers/contract.ts';
import type { Call } from '../call.ts';
import type { Route } from '../router.ts';

type Backend = Pick<Containers, 'listFolder' | 'archiveStat' | 'archiveGet' | 'archivePut' | 'export'>;

const statHeader = 'X-Docker-Container-Path-Stat';

/** Files of a container as archives: `docker cp`, `docker export`. */
export function containerFileRoutes(containers: Backend): Route[] {
  const pattern = '/containers/{id}/archive';
  return [
    {
      method: 'HEAD',
      pattern,
      async handle(call) {
        const stat = await containers.archiveStat(call.param('id'), archivePath(call));
        call.response.writeHead(200, { [statHeader]: stat }).end();
      },
    },
    {
      method: 'GET',
      pattern,
      async handle(call) {
        const { stat, archive } = await containers.archiveGet(call.param('id'), archivePath(call));
        await call.stream(archive, 'application/x-tar', { [statHeader]: stat });
      },
    },
    {
      method: 'PUT',
      pattern,
      async handle(call) {
        await containers.archivePut(call.param('id'), archivePath(call), call.request, {
          noOverwriteDirNonDir: call.query.flag('noOverwriteDirNonDir'),
          copyUidGid: call.query.flag('copyUIDGID'),
        });
        call.empty(200);
      },
    },
    {
      method: 'GET',
      pattern: '/tutti/containers/{id}/files',
      async handle(call) {
        call.json(await containers.listFolder(call.param('id'), archivePath(call)));
      },
    },
    {
      method: 'GET',
      pattern: '/containers/{id}/export',
      async handle(call) {
        await call.stream(await containers.export(call.param('id')), 'application/octet-stream');
      },
    },
  ];
}

function archivePath(call: Call): string {
  const path = call.query.text('path');
  if (path === undefined) throw new EngineError('invalid', 'bad parameter: path cannot be empty');
  return path;
}

import { createHash } from 'node:crypto';
import type { Project } from '../../compose-file/index.ts';
import { type Emit, reporter } from '../progress.ts';
import { imageBuild } from './image-build.ts';

/** Tells what a build would make, as Docker Compose does in a dry run; sends nothing. */
export function rehearseBuild(emit: Emit, project: Project, services: readonly string[]): void {
  const tell = (id: string, text: string): void =>
    emit({ kind: 'progress', resource: 'service', id, state: 'done', text, statusText: '' });
  for (const service of services) {
    const { config, image } = imageBuild(project, service, {});
    tell(`${service} ==>`, `==> writing image dryRun-${createHash('sha1').update(service).digest('hex')}`);
    tell(`${service} ==> ==>`, `naming to ${config.tags?.[0] ?? image}`);
  }
  for (const service of services) reporter(emit, 'service', service).done('Built');
}

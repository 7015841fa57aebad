import { UserError } from '../../shared/index.ts';
import type { BuildOptions } from '../contract.ts';
import { buildServices } from '../execute/build.ts';
import { notDone } from '../model/not-done.ts';
import { namedServices, withServices } from '../model/select.ts';
import { warn } from '../progress.ts';
import { openWork } from './open-work.ts';
import { push } from './pull.ts';

/** `build`: the images of the services named, or of all. */
export async function build(options: BuildOptions): Promise<void> {
  for (const [flag, value] of Object.entries({
    provenance: options.provenance,
    sbom: options.sbom,
    check: options.check,
  })) {
    if (value)
      throw new UserError('build-needs-buildkit', `build --${flag} is not supported by this builder`);
  }
  const names = namedServices(options.project, options.services);
  const wanted = withServices(options.project, names, { noDeps: !options.withDependencies });
  const services = Object.entries(wanted.services)
    .filter(([, config]) => config.build !== undefined)
    .map(([service]) => service);
  for (const text of notDone(wanted)) warn(options.onEvent, text, 'attribute-ignored');
  const { noCache, pull, buildArgs, quiet, memory, ssh } = options;
  using work = openWork(options, options.project);
  await buildServices(work, services, {
    ...(noCache === undefined ? {} : { noCache }),
    ...(pull === undefined ? {} : { pull }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(quiet === undefined ? {} : { quiet }),
    ...(memory === undefined ? {} : { memory }),
    ...(ssh === undefined ? {} : { ssh }),
  });
  if (options.push) await push({ ...options, services });
}

import { UserError } from '../../shared/index.ts';
import type { PortOptions } from '../contract.ts';
import type { PublishedPort } from '../contract-results.ts';
import { nameOf } from '../model/names.ts';
import { findContainer } from '../observe/find-container.ts';

/** `port`: where a container's port is published. */
export async function port(options: PortOptions): Promise<PublishedPort> {
  const container = await findContainer(options, options.project.name, options.service, {
    index: options.index,
  });
  const found = container.Ports.find(
    ({ PrivatePort, Type }) => PrivatePort === options.port && Type === options.protocol,
  );
  if (found !== undefined) return { host: found.IP ?? '', port: found.PublicPort ?? 0 };
  const published = container.Ports.map(({ PublicPort = 0, Type }) => `${PublicPort}/${Type}`).join(', ');
  throw new UserError(
    'port-not-published',
    `no port ${options.port}/${options.protocol} for container ${nameOf(container)}: ${published}`,
  );
}

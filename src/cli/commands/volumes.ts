import type { VolumeRow } from '../../orchestrator/index.ts';
import { textOr, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { noSuchService } from '../create-flags.ts';
import { operate } from '../operation.ts';
import { formatRows, type Row } from '../output/rows.ts';
import { isLoaded, projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    format: textOr('table', 'How to print them: "table", "json", "table TEMPLATE", or a Go template', {
      choices: ['table', 'json'],
    }),
    quiet: toggle('Print only names', { short: 'q' }),
  },
  async run(context, flags, services) {
    const project = await projectOrName(context, services);
    const known = isLoaded(project) ? Object.keys(project.services) : services;
    const unknown = services.find((service) => !known.includes(service));
    if (unknown !== undefined) throw noSuchService(unknown, known);
    const found = await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.volumes({ ...operation, services: [...services] }),
    );
    context.stdout.write(
      flags.quiet
        ? found.map((volume) => `${volume.name}\n`).join('')
        : formatRows(found.map(row), flags.format, {
            table: '{{.Driver}}\t{{.Name}}',
            headers: { Name: 'VOLUME NAME' },
            raw: 'name: {{.Name}}\ndriver: {{.Driver}}\n',
          }),
    );
    return 0;
  },
});

function row(volume: VolumeRow): Row {
  return {
    Availability: 'N/A',
    Driver: volume.driver,
    Group: 'N/A',
    Label: (name: string) => volume.labels[name] ?? '',
    Labels: Object.entries(volume.labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(','),
    Links: 'N/A',
    Mountpoint: volume.mountpoint,
    Name: volume.name,
    Scope: volume.scope,
    Size: 'N/A',
    Status: 'N/A',
  };
}

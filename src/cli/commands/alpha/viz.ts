import type { Project, ServiceConfig } from '../../../compose-file/index.ts';
import { UserError } from '../../../shared/index.ts';
import { integerOr, toggle } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { loadSelected } from '../../project.ts';

interface Parts {
  image: boolean;
  networks: boolean;
  ports: boolean;
}

export const command: Command = defineCommand({
  usage: '[OPTIONS]',
  flags: {
    image: toggle("Show services' images"),
    'indentation-size': integerOr(1, 'How many tabs or spaces one step of indentation has'),
    networks: toggle("Show services' networks"),
    ports: toggle("Show services' published ports"),
    spaces: toggle('Indent with spaces instead of tabs'),
  },
  completes: 'nothing',
  async run(context, flags) {
    const size = flags['indentation-size'];
    if (size < 0) throw new UserError('usage', `invalid indentation size: ${size}`);
    context.stderr.write('viz command is EXPERIMENTAL\n');
    const project = await loadSelected(context);
    context.stdout.write(`${graph(project, flags, (flags.spaces ? ' ' : '\t').repeat(size))}\n`);
    return 0;
  },
});

function graph(project: Project, parts: Parts, indent: string): string {
  const services = Object.entries(project.services);
  const nodes = services.map(
    ([name, service]) => `${indent}"${name}" [${attributes(project, name, service, parts)}];`,
  );
  const edges = services.flatMap(([name, service]) =>
    Object.keys(service.depends_on ?? {}).map((dependency) => `${indent}"${name}" -> "${dependency}";`),
  );
  return [`digraph "${project.name}" {`, `${indent}layout=dot;`, ...nodes, '', ...edges, '}', ''].join('\n');
}

function attributes(project: Project, name: string, service: ServiceConfig, parts: Parts): string {
  const sections = [`<font point-size="15">${name}</font>`];
  const networks = Object.keys(service.networks ?? {});
  if (parts.networks && networks.length > 0) sections.push(section('Networks', networks));
  const ports = (service.ports ?? []).map(
    (port) =>
      `${port.host_ip ? `${port.host_ip}:` : ''}${port.published ?? ''}:${port.target} (${port.protocol ?? ''}, ${port.mode ?? ''})`,
  );
  if (parts.ports && ports.length > 0) sections.push(section('Ports', ports));
  if (parts.image)
    sections.push(
      section('Image', [service.image ?? [project.name, name].join(project.compatibility ? '_' : '-')]),
    );
  return `style="filled" label=<${sections.join('')}>`;
}

function section(title: string, lines: readonly string[]): string {
  return `<font point-size="10"><br/><br/><b>${title}:</b><br/>${lines.join('<br/>')}</font>`;
}

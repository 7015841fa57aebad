import type { ProjectEvent } from '../../orchestrator/index.ts';
import { text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { goJson } from '../output/go-json.ts';
import { localMicroseconds, rfc3339Nano } from '../output/times.ts';
import { projectName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    json: toggle('Print one JSON object for each event'),
    since: text('Begin at this time'),
    until: text('End at this time'),
  },
  async run(context, flags, services) {
    const project = await projectName(context);
    const options = given({ services: [...services], since: flags.since, until: flags.until });
    await operate(context, project, { title: 'Running' }, async (operation, orchestrator) => {
      for await (const event of orchestrator.events({ ...operation, ...options }))
        context.stdout.write(`${flags.json ? jsonLine(event) : textLine(event)}\n`);
    });
    return 0;
  },
});

function jsonLine(event: ProjectEvent): string {
  return goJson({
    action: event.status,
    attributes: sorted(event.attributes),
    id: event.containerId,
    service: event.service,
    time: rfc3339Nano(event.timeNano),
    type: 'container',
  });
}

/** `2026-11-23 07:02:25.123456 container start 5a… (image=busybox, name=app-web-1)`, and an empty line. */
function textLine(event: ProjectEvent): string {
  const attributes = Object.entries(sorted(event.attributes)).map(([key, value]) => `${key}=${value}`);
  const time = localMicroseconds(event.timeNano);
  return `${time} container ${event.status} ${event.containerId} (${attributes.join(', ')})\n`;
}

function sorted(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import type { ComponentChildren, JSX } from 'preact';
import { Facts, Since } from '../../parts/index.ts';
import { CpuCell, MemoryCell, statsOf } from '../../stats/index.ts';
import type { PaneProps } from '../panes.ts';

function words(list: string[] | null | undefined): string {
  return (list ?? []).map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function restartWords({ inspect }: PaneProps['container']): string {
  const { Name, MaximumRetryCount } = inspect.HostConfig.RestartPolicy ?? { Name: '', MaximumRetryCount: 0 };
  if (!Name || Name === 'no') return 'never';
  return Name === 'on-failure' && MaximumRetryCount
    ? `on failure, at most ${MaximumRetryCount} times`
    : Name.replace('-', ' ');
}

export function OverviewPane({ engine, container }: PaneProps): JSX.Element {
  const { brief, inspect } = container;
  const series = statsOf(engine).container(brief.id);
  const facts: [string, ComponentChildren][] = [
    ['Image', <code>{brief.image}</code>],
    ['Command', <code>{words([inspect.Path, ...inspect.Args])}</code>],
    ['Working directory', <code>{inspect.Config.WorkingDir || '/'}</code>],
    ['User', <code>{inspect.Config.User || 'root'}</code>],
    ['Restarts', `${restartWords(container)}; ${brief.restarts ?? 0} so far`],
    [
      'Created',
      <span>
        <Since at={brief.created * 1_000} /> ago
      </span>,
    ],
    ['Id', <code>{brief.id.slice(0, 12)}</code>],
  ];
  if (brief.project !== '') facts.unshift(['Service', `${brief.service} of ${brief.project}`]);
  return (
    <div class="pane">
      <section>
        <Facts
          of={[
            ['CPU', <CpuCell series={series} />],
            ['Memory', <MemoryCell series={series} />],
          ]}
        />
      </section>
      <section>
        <Facts of={facts} />
      </section>
    </div>
  );
}

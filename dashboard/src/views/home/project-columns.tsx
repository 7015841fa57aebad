import { Ellipsis, Play, Square } from 'lucide';
import type { JSX } from 'preact';
import type { ProjectSummary } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { Button, Bytes, bytesWords, type Column, Menu, Ports, StateText } from '../../parts/index.ts';
import { projectAddress } from '../../routing/index.ts';
import { measuredColumns, statsOf } from '../../stats/index.ts';
import { projectMenu } from '../project/project-menu.tsx';

function acts(engine: string, { name, running, filesFound }: ProjectSummary) {
  const off = !canChange.value;
  return (
    <span class="row-acts">
      {running === 0 ? (
        <Button
          kind="quiet"
          size="small"
          icon={Play}
          label={`Start ${name}`}
          disabled={off}
          onClick={() => propose(engine, { kind: 'up', project: name })}
        />
      ) : (
        <Button
          kind="quiet"
          size="small"
          icon={Square}
          label={`Stop ${name}`}
          disabled={off}
          onClick={() => propose(engine, { kind: 'stop', project: name })}
        />
      )}
      <Menu
        kind="quiet"
        size="small"
        icon={Ellipsis}
        label={`More for ${name}`}
        disabled={off}
        items={projectMenu(engine, name, filesFound)}
      />
    </span>
  );
}

/** What the project takes, and what of it nothing uses; leads to what it is made of. */
function DiskCell({ engine, of: { name, disk } }: { engine: string; of: ProjectSummary }): JSX.Element {
  if (disk === undefined) return <Bytes of={undefined} />;
  return (
    <a class="disk" href={projectAddress(engine, name, 'storage')}>
      <span>
        <Bytes of={disk.bytes} />
        <span class="visually-hidden"> on disk</span>
      </span>
      {disk.reclaimable > 0 && <span class="muted small">{`${bytesWords(disk.reclaimable)} not used`}</span>}
    </a>
  );
}

export function projectColumns(engine: string): Column<ProjectSummary>[] {
  const stats = statsOf(engine);
  return [
    {
      key: 'name',
      title: 'Project',
      width: '18%',
      compare: (a, b) => a.name.localeCompare(b.name),
      cell: ({ name }) => (
        <a class="row-link" href={projectAddress(engine, name)}>
          {name}
        </a>
      ),
    },
    {
      key: 'state',
      title: 'State',
      wraps: true,
      cell: ({ mood, state, since, longer }) => (
        <StateText mood={mood} state={state} since={since} longer={longer} />
      ),
    },
    {
      key: 'ports',
      title: 'Ports',
      width: '130px',
      hide: 'medium',
      cell: ({ ports }) => <Ports of={ports} />,
    },
    ...measuredColumns<ProjectSummary>(({ name }) => stats.project(name)),
    {
      key: 'disk',
      title: 'Disk',
      width: '136px',
      end: true,
      hide: 'medium',
      compare: (a, b) => (a.disk?.bytes ?? 0) - (b.disk?.bytes ?? 0),
      cell: (row) => <DiskCell engine={engine} of={row} />,
    },
    {
      key: 'acts',
      title: '',
      label: 'Actions',
      width: '72px',
      acts: true,
      cell: (row) => acts(engine, row),
    },
  ];
}

import { Ellipsis } from 'lucide';
import type { ContainerBrief } from '../../../../src/dashboard-api/index.ts';
import { canChange } from '../../changes/index.ts';
import { ContainerLink, containerMenu } from '../../containers/index.ts';
import { type Column, Menu, Ports, StateText } from '../../parts/index.ts';
import { measuredColumns, statsOf } from '../../stats/index.ts';

/** Containers of no project. */
export function containerColumns(engine: string): Column<ContainerBrief>[] {
  const stats = statsOf(engine);
  return [
    {
      key: 'name',
      title: 'Container',
      width: '20%',
      compare: (a, b) => a.name.localeCompare(b.name),
      cell: ({ name }) => <ContainerLink name={name} />,
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
      key: 'image',
      title: 'Image',
      width: '20%',
      hide: 'medium',
      compare: (a, b) => a.image.localeCompare(b.image),
      cell: ({ image }) => <span title={image}>{image}</span>,
    },
    {
      key: 'ports',
      title: 'Ports',
      width: '120px',
      hide: 'medium',
      cell: ({ ports }) => <Ports of={ports} />,
    },
    ...measuredColumns<ContainerBrief>(({ id }) => stats.container(id)),
    {
      key: 'acts',
      title: '',
      label: 'Actions',
      width: '48px',
      acts: true,
      cell: (row) => (
        <span class="row-acts">
          <Menu
            kind="quiet"
            size="small"
            icon={Ellipsis}
            label={`More for ${row.name}`}
            disabled={!canChange.value}
            items={containerMenu(engine, row)}
          />
        </span>
      ),
    },
  ];
}

import type { JSX } from 'preact';
import type { ServiceRow } from '../../../../src/dashboard-api/index.ts';
import { type Column, Ports, StateText, Table } from '../../parts/index.ts';
import { conditionWord } from './graph-model.ts';

function needed(dependsOn: ServiceRow['dependsOn']): string {
  return Object.entries(dependsOn)
    .map(([name, condition]) => [name, conditionWord(condition)].filter(Boolean).join(': '))
    .join(', ');
}

function columnsOf(services: ServiceRow[]): Column<ServiceRow>[] {
  const neededBy = (name: string) =>
    services.filter(({ dependsOn }) => name in dependsOn).map((service) => service.name);
  return [
    { key: 'name', title: 'Service', width: '18%', cell: ({ name }) => name },
    {
      key: 'state',
      title: 'State',
      cell: ({ mood, state, since, longer }) => (
        <StateText mood={mood} state={state} since={since} longer={longer} />
      ),
    },
    {
      key: 'needs',
      title: 'Needs',
      cell: ({ dependsOn }) => needed(dependsOn) || <span class="muted">nothing</span>,
    },
    {
      key: 'needed',
      title: 'Needed by',
      cell: ({ name }) => neededBy(name).join(', ') || <span class="muted">nobody</span>,
    },
    { key: 'networks', title: 'Networks', hide: 'narrow', cell: ({ networks }) => networks.join(', ') },
    { key: 'ports', title: 'Ports', hide: 'narrow', cell: ({ ports }) => <Ports of={ports} /> },
  ];
}

/** The graph in words. */
export function GraphTable({ services }: { services: ServiceRow[] }): JSX.Element {
  return (
    <Table
      label="Services, what they need and who needs them"
      columns={columnsOf(services)}
      rows={services}
      keyOf={({ name }) => name}
    />
  );
}

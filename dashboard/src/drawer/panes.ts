/** Parts of a container's drawer; each is loaded when it is first looked at. To add one: a component and a line here. */
import {
  ChartLine,
  Cpu,
  FileJson,
  Folder,
  HardDrive,
  HeartPulse,
  Info,
  KeyRound,
  Network,
  ScrollText,
  SquareTerminal,
} from 'lucide';
import type { ContainerState } from '../../../src/dashboard-api/index.ts';
import type { View } from '../views.ts';

export interface PaneProps {
  engine: string;
  container: ContainerState;
}

export const panes: View<PaneProps>[] = [
  {
    key: 'overview',
    title: 'Overview',
    icon: Info,
    load: async () => (await import('./panes/overview-pane.tsx')).OverviewPane,
  },
  {
    key: 'logs',
    title: 'Logs',
    icon: ScrollText,
    load: async () => (await import('./panes/logs-pane.tsx')).LogsPane,
  },
  {
    key: 'shell',
    title: 'Shell',
    icon: SquareTerminal,
    load: async () => (await import('./panes/shell-pane.tsx')).ShellPane,
  },
  {
    key: 'files',
    title: 'Files',
    icon: Folder,
    load: async () => (await import('./panes/files-pane.tsx')).FilesPane,
  },
  {
    key: 'stats',
    title: 'Stats',
    icon: ChartLine,
    load: async () => (await import('./panes/stats-pane.tsx')).StatsPane,
  },
  {
    key: 'health',
    title: 'Health',
    icon: HeartPulse,
    load: async () => (await import('./panes/health-pane.tsx')).HealthPane,
  },
  {
    key: 'environment',
    title: 'Environment',
    icon: KeyRound,
    load: async () => (await import('./panes/environment-pane.tsx')).EnvironmentPane,
  },
  {
    key: 'mounts',
    title: 'Mounts',
    icon: HardDrive,
    load: async () => (await import('./panes/mounts-pane.tsx')).MountsPane,
  },
  {
    key: 'network',
    title: 'Network',
    icon: Network,
    load: async () => (await import('./panes/network-pane.tsx')).NetworkPane,
  },
  {
    key: 'processes',
    title: 'Processes',
    icon: Cpu,
    load: async () => (await import('./panes/processes-pane.tsx')).ProcessesPane,
  },
  {
    key: 'inspect',
    title: 'Inspect',
    icon: FileJson,
    load: async () => (await import('./panes/inspect-pane.tsx')).InspectPane,
  },
];

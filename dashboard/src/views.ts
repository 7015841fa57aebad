/** Every view of the page; each is loaded when it is first looked at. */
import {
  Activity,
  Boxes,
  ChartPie,
  Container,
  FileCode,
  Hammer,
  HardDrive,
  House,
  type IconNode,
  Layers,
  Network,
  ScrollText,
  SlidersHorizontal,
  Stethoscope,
  Workflow,
} from 'lucide';
import type { Load } from './parts/lazy.tsx';

export interface View<Props> {
  /** Part of the address. */
  key: string;
  title: string;
  icon: IconNode;
  load: Load<Props>;
}

export interface PageProps {
  engine: string;
}

export interface ProjectTabProps {
  engine: string;
  project: string;
}

/** Pages of the rail. */
export const pages: View<PageProps>[] = [
  {
    key: 'home',
    title: 'Home',
    icon: House,
    load: async () => (await import('./views/home/home-view.tsx')).HomeView,
  },
  {
    key: 'logs',
    title: 'Logs',
    icon: ScrollText,
    load: async () => (await import('./views/logs/logs-view.tsx')).LogsView,
  },
  {
    key: 'images',
    title: 'Images',
    icon: Layers,
    load: async () => (await import('./views/images/images-view.tsx')).ImagesView,
  },
  {
    key: 'builds',
    title: 'Builds',
    icon: Hammer,
    load: async () => (await import('./views/builds/builds-view.tsx')).BuildsView,
  },
  {
    key: 'volumes',
    title: 'Volumes',
    icon: HardDrive,
    load: async () => (await import('./views/volumes/volumes-view.tsx')).VolumesView,
  },
  {
    key: 'networks',
    title: 'Networks',
    icon: Network,
    load: async () => (await import('./views/networks/networks-view.tsx')).NetworksView,
  },
  {
    key: 'storage',
    title: 'Storage',
    icon: ChartPie,
    load: async () => (await import('./views/storage/storage-view.tsx')).StorageView,
  },
  {
    key: 'activity',
    title: 'Activity',
    icon: Activity,
    load: async () => (await import('./views/activity/activity-view.tsx')).ActivityView,
  },
  {
    key: 'doctor',
    title: 'Doctor',
    icon: Stethoscope,
    load: async () => (await import('./views/doctor/doctor-view.tsx')).DoctorView,
  },
];

/** Tabs of a project. */
export const projectTabs: View<ProjectTabProps>[] = [
  {
    key: 'services',
    title: 'Services',
    icon: Boxes,
    load: async () => (await import('./views/project/services-tab.tsx')).ServicesTab,
  },
  {
    key: 'logs',
    title: 'Logs',
    icon: ScrollText,
    load: async () => (await import('./views/logs/logs-tab.tsx')).LogsTab,
  },
  {
    key: 'graph',
    title: 'Graph',
    icon: Workflow,
    load: async () => (await import('./views/graph/graph-tab.tsx')).GraphTab,
  },
  {
    key: 'file',
    title: 'File',
    icon: FileCode,
    load: async () => (await import('./views/file/file-tab.tsx')).FileTab,
  },
  {
    key: 'config',
    title: 'Config',
    icon: SlidersHorizontal,
    load: async () => (await import('./views/config/config-tab.tsx')).ConfigTab,
  },
  {
    key: 'storage',
    title: 'Storage',
    icon: Container,
    load: async () => (await import('./views/storage/storage-tab.tsx')).StorageTab,
  },
];

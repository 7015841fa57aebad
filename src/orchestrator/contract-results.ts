/** What reading operations return. */
import type { ContainerStatus, HealthStatus } from '../engine-api/index.ts';

export interface ContainerPublisher {
  /** `URL` in Docker Compose's JSON; empty when not published. */
  address: string;
  targetPort: number;
  /** 0 when not published. */
  publishedPort: number;
  protocol: string;
}

export interface ContainerRow {
  id: string;
  name: string;
  names: string[];
  project: string;
  service: string;
  number: number;
  oneOff: boolean;
  image: string;
  /** As the engine shows it, unquoted. */
  command: string;
  /** Unix seconds. */
  created: number;
  state: ContainerStatus;
  /** `Up 3 minutes (healthy)`. */
  status: string;
  health: HealthStatus;
  exitCode: number;
  publishers: ContainerPublisher[];
  labels: Record<string, string>;
  sizeRw: number;
  sizeRootFs: number;
  mounts: string[];
  networks: string[];
  localVolumes: number;
}

export interface ImageRow {
  container: string;
  service: string;
  imageId: string;
  repository: string;
  tag: string;
  platform: string;
  /** Bytes. */
  size: number;
  /** RFC 3339; absent when unknown. */
  created?: string;
  lastTagTime?: string;
}

export interface PublishedPort {
  host: string;
  port: number;
}

export interface ProcessTable {
  service: string;
  container: string;
  /** Replica number; one-off containers have none. */
  number: number | undefined;
  titles: string[];
  processes: string[][];
}

export interface ProjectRow {
  name: string;
  /** `running(2), exited(1)`. */
  status: string;
  configFiles: string;
}

export interface ProjectEvent {
  /** Nanoseconds since the epoch. */
  timeNano: bigint;
  service: string;
  container: string;
  containerId: string;
  status: string;
  attributes: Record<string, string>;
}

export interface StatsSample {
  service: string;
  container: string;
  containerId: string;
  /** Percent of one CPU. */
  cpuPercent: number;
  memoryUsage: number;
  memoryLimit: number;
  memoryPercent: number;
  networkRead: number;
  networkWritten: number;
  blockRead: number;
  blockWritten: number;
  pids: number;
}

export interface VolumeRow {
  name: string;
  driver: string;
  scope: string;
  mountpoint: string;
  labels: Record<string, string>;
  createdAt?: string;
  /** Services that mount it. */
  services: string[];
}

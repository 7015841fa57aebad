/** What a build will do: for each stage its steps on files, and the image configuration that its instructions make. */
import type { ContainerConfig } from '../../../engine-api/index.ts';
import type { ImageConfig, Layer } from '../../images/contract.ts';
import type { LineRange } from '../dockerfile/dockerfile-error.ts';
import type { RunMount } from '../dockerfile/mount-option.ts';
import type { Platform } from './platform.ts';

/** An image that a stage begins with or copies from. `id` is undefined where nothing may be pulled and it is not there. */
export interface BaseImage {
  reference: string;
  id: string | undefined;
  config: ImageConfig;
  layers: Layer[];
}

/** Where files come from. */
export type FileSource =
  | { kind: 'context' }
  | { kind: 'folder'; name: string; folder: string }
  | { kind: 'stage'; stage: PlannedStage };

interface StepHeader {
  /** As progress shows it: `[build 2/5] RUN make`. */
  name: string;
  lines: LineRange;
  ignoreCache: boolean;
}

export type PlannedMount = RunMount & { target: string; files?: FileSource };

export type RunStep = StepHeader & {
  kind: 'run';
  args: string[];
  env: string[];
  /** Variables that are neither part of the key nor of the image. */
  hiddenEnv: string[];
  cwd: string;
  user: string;
  mounts: PlannedMount[];
  network: 'default' | 'none' | 'host';
  insecure: boolean;
  /** A script that is mounted into `/dev/pipes`. */
  script?: { name: string; text: string };
};

export type CopyItem =
  /** `include` are the patterns of `--parents`, relative to `path`. */
  | { kind: 'files'; source: FileSource; path: string; include?: string; unpack: boolean }
  | { kind: 'url'; url: string; fileName: string; checksum?: string; unpack: boolean }
  | { kind: 'git'; url: string; checksum?: string; keepGitDir: boolean }
  | { kind: 'document'; name: string; text: string };

export type CopyStep = StepHeader & {
  kind: 'copy';
  items: CopyItem[];
  /** Absolute; a slash at the end says that it is a folder. */
  destination: string;
  chown?: string;
  chmod?: string;
  /** The layer does not look at what is below it. */
  link: boolean;
  exclude: string[];
};

export type WorkdirStep = StepHeader & { kind: 'workdir'; path: string; user: string };

export type Step = RunStep | CopyStep | WorkdirStep;

/** One line of `docker history`. Those with a layer belong to the stage's steps, in order. */
export interface HistoryLine {
  createdBy: string;
  layer: boolean;
}

export interface PlannedStage {
  index: number;
  /** For progress; undefined when the file has one stage without a name. */
  label: string | undefined;
  base: { kind: 'scratch' } | { kind: 'image'; image: BaseImage } | { kind: 'stage'; stage: PlannedStage };
  platform: Platform;
  /** The name of the step that brings the base image. */
  baseStepName: string | undefined;
  lines: LineRange;
  steps: Step[];
  config: ContainerConfig;
  author: string | undefined;
  /** Of this stage's own instructions; the base's come before. */
  history: HistoryLine[];
}

export interface Plan {
  target: PlannedStage;
  /** All that the target needs, in an order in which each comes after what it needs. */
  stages: PlannedStage[];
}

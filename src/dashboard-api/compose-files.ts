/** A project's Compose files: read, checked, completed, written; and what they come to. */
import type { SourcePosition } from '../shared/index.ts';
import type { Failure } from './frames.ts';

export interface ComposeFile {
  /** Absolute; key. */
  path: string;
  /** As one would name it from the project's folder. */
  name: string;
  kind: 'compose' | 'env';
  text: string;
  /** Of the text on disk: what `file.save` compares with. */
  digest: string;
  /** Why it cannot be read; `text` is empty then. */
  failure?: Failure;
}

/** A mistake or a warning, as the command line prints it. */
export interface Problem extends Failure {
  severity: 'error' | 'warning';
  position?: SourcePosition;
}

export interface ComposeFiles {
  files: ComposeFile[];
  /** Of what is on disk. */
  problems: Problem[];
}

/** A value of the resolved project. */
export interface ConfigValue {
  /** `services.web.image`. */
  path: string;
  /** Masked where it looks secret. */
  value: string;
  masked: boolean;
  /** As one would name the place from the project's folder: `compose.yml:3:12`. */
  from: string;
  position?: SourcePosition;
  /** What happened to it, the last first, in words. */
  steps: string[];
}

export interface ComposeConfig {
  values: ConfigValue[];
  problems: Problem[];
}

export interface TextCompletion {
  label: string;
  insert: string;
  kind: 'key' | 'value' | 'name' | 'variable';
  detail?: string;
}

export interface ComposeFileTopics {
  /** Followed on disk. */
  'project.files': { params: { project: string }; snapshot: ComposeFiles; delta: ComposeFiles };
  /** Anew when a file changes. */
  'project.config': { params: { project: string }; snapshot: ComposeConfig; delta: ComposeConfig };
}

interface OpenFile {
  project: string;
  path: string;
  text: string;
}

export interface ComposeFileCalls {
  /** What loading the project would say if this text were on disk. */
  'file.check': { params: OpenFile; progress: never; result: { problems: Problem[] } };
  'file.complete': {
    params: OpenFile & { offset: number };
    progress: never;
    result: { from: number; to: number; items: TextCompletion[] } | null;
  };
  /** What the key at the offset is for. */
  'file.describe': {
    params: OpenFile & { offset: number };
    progress: never;
    result: { path: string; text: string; from: number; to: number } | null;
  };
  /** Writes if the file still is what `base` says; else tells what it is now, and writes nothing. */
  'file.save': {
    params: OpenFile & { base: string };
    progress: never;
    result: { kind: 'saved'; digest: string } | { kind: 'changed'; text: string; digest: string };
  };
  /** One value without its mask. */
  'config.reveal': { params: { project: string; path: string }; progress: never; result: { value: string } };
}

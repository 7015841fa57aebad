/** The instructions of a Dockerfile, each as it is written: no variable is expanded yet. */
import type { HealthConfig } from '../../../engine-api/index.ts';
import type { LineRange } from './dockerfile-error.ts';
import type { Heredoc } from './heredoc.ts';

interface Written {
  /** The keyword as it is written; its case may differ. */
  keyword: string;
  /** The whole instruction on one line, without here-documents. */
  source: string;
  lines: LineRange;
  comments: string[];
}

/** The shell form is one string that a shell gets; the exec form is the words. */
export interface CommandLine {
  form: 'shell' | 'exec';
  words: string[];
}

export interface KeyValue {
  key: string;
  value: string;
  /** `KEY value`, without `=`. */
  legacy: boolean;
}

export type From = Written & { kind: 'from'; base: string; name?: string; platform?: string };
export type Arg = Written & { kind: 'arg'; args: { key: string; value?: string }[] };
export type Env = Written & { kind: 'env'; pairs: KeyValue[] };
export type Label = Written & { kind: 'label'; pairs: KeyValue[] };
export type Run = Written & {
  kind: 'run';
  command: CommandLine;
  heredocs: Heredoc[];
  /** The values of `--mount`; variables in them are expanded when the step is planned. */
  mounts: string[];
  network?: 'default' | 'none' | 'host';
  security?: 'sandbox' | 'insecure';
};
export type Copy = Written & {
  kind: 'copy' | 'add';
  sources: string[];
  /** Files whose content stands in the Dockerfile. */
  documents: { name: string; text: string; expand: boolean }[];
  destination: string;
  from?: string;
  chown?: string;
  chmod?: string;
  link: boolean;
  parents: boolean;
  exclude: string[];
  checksum?: string;
  keepGitDir?: boolean;
  unpack?: boolean;
};
export type Cmd = Written & { kind: 'cmd'; command: CommandLine };
export type Entrypoint = Written & { kind: 'entrypoint'; command: CommandLine };
export type Shell = Written & { kind: 'shell'; words: string[] };
export type Healthcheck = Written & { kind: 'healthcheck'; health: HealthConfig };
export type Expose = Written & { kind: 'expose'; ports: string[] };
export type Volume = Written & { kind: 'volume'; paths: string[] };
/** Instructions with one text as argument. */
export type Workdir = Written & { kind: 'workdir'; value: string };
export type Simple = Written & { kind: 'user' | 'stopsignal' | 'maintainer'; value: string };
/** `trigger` is an instruction of its own, here-documents included. */
export type Onbuild = Written & { kind: 'onbuild'; trigger: string };

export type StageInstruction =
  | Arg
  | Env
  | Label
  | Run
  | Copy
  | Cmd
  | Entrypoint
  | Shell
  | Healthcheck
  | Expose
  | Volume
  | Workdir
  | Simple
  | Onbuild;
export type Instruction = From | StageInstruction;

/** All keywords, as error messages suggest them. */
export const keywords: readonly string[] = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

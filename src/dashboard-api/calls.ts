/** Everything that can be asked once. A call answers with progress, if it takes long, and one result. */
import type { ChangeCalls } from './change.ts';
import type { ComposeFileCalls } from './compose-files.ts';
import type { ContainerCalls } from './container.ts';
import type { FileCalls } from './files.ts';
import type { LogCalls } from './logs.ts';
import type { ProjectCalls } from './project.ts';
import type { StorageCalls } from './storage.ts';

export interface Call {
  params: object;
  progress: unknown;
  result: unknown;
}

export interface Calls
  extends ChangeCalls,
    ProjectCalls,
    ContainerCalls,
    LogCalls,
    ComposeFileCalls,
    FileCalls,
    StorageCalls {}

export type CallName = keyof Calls;

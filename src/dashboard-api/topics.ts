/** Everything that can be subscribed to. A subscription gets a snapshot, then deltas. */
import type { ComposeFileTopics } from './compose-files.ts';
import type { ContainerTopics } from './container.ts';
import type { EngineTopics } from './engines.ts';
import type { HomeTopics } from './home.ts';
import type { LogTopics } from './logs.ts';
import type { ProjectTopics } from './project.ts';
import type { StorageTopics } from './storage.ts';

export interface Topic {
  params: object;
  snapshot: unknown;
  delta: unknown;
}

export interface Topics
  extends EngineTopics,
    HomeTopics,
    ProjectTopics,
    ContainerTopics,
    LogTopics,
    ComposeFileTopics,
    StorageTopics {}

export type TopicName = keyof Topics;

/** Rows that came or changed, and keys of rows that went. */
export interface RowsDelta<Row> {
  set: Row[];
  removed: string[];
}

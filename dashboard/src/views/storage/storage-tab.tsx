import type { JSX } from 'preact';
import { useTopic } from '../../connection/index.ts';
import { bytesWords, Empty, Loading, TopicView } from '../../parts/index.ts';
import { pageAddress } from '../../routing/index.ts';
import { LogsUntold, StorageMap } from './storage-map.tsx';
import './storage.css';

/** What one project takes. */
export function StorageTab({ engine, project }: { engine: string; project: string }): JSX.Element {
  const topic = useTopic('storage', engine, {});
  return (
    <TopicView of={topic} loading={<Loading label="Counting" />}>
      {({ parts, logsTold }) => {
        const own = parts.find(({ kind, name }) => kind === 'project' && name === project);
        if (own === undefined)
          return (
            <Empty title="The project takes no space of its own">
              <p>What it shares with others is counted of the engine as a whole.</p>
              <p>
                <a href={pageAddress(engine, 'storage')}>Storage of the engine</a>
              </p>
            </Empty>
          );
        return (
          <div class="stack">
            <p>
              <strong>{bytesWords(own.bytes)}</strong> of its own
              {own.reclaimable > 0 && (
                <>
                  , <strong>{bytesWords(own.reclaimable)}</strong> of it not used
                </>
              )}
            </p>
            <StorageMap engine={engine} parts={own.parts ?? [own]} />
            {!logsTold && <LogsUntold />}
          </div>
        );
      }}
    </TopicView>
  );
}

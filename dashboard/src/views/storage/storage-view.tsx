import { ChartPie, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StorageState } from '../../../../src/dashboard-api/index.ts';
import { canChange } from '../../changes/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Button, bytesWords, Empty, Loading, Since, TopicView } from '../../parts/index.ts';
import { PruneDialog } from './prune-dialog.tsx';
import { LogsUntold, StorageMap } from './storage-map.tsx';
import './storage.css';

/** Where did my storage go? */
export function StorageView({ engine }: { engine: string }): JSX.Element {
  const topic = useTopic('storage', engine, {});
  const [pruning, prune] = useState(false);
  return (
    <>
      <div class="page-head">
        <h1>Where did my storage go?</h1>
        <Button icon={Trash2} class="end" disabled={!canChange.value} onClick={() => prune(true)}>
          Remove what is not used
        </Button>
      </div>
      <TopicView of={topic} loading={<Loading label="Counting" />}>
        {(state) => <Counted engine={engine} state={state} />}
      </TopicView>
      {pruning && <PruneDialog engine={engine} onClose={() => prune(false)} />}
    </>
  );
}

function Counted({ engine, state }: { engine: string; state: StorageState }): JSX.Element {
  const { bytes, reclaimable, countedAt, parts, logsTold } = state;
  if (parts.length === 0)
    return (
      <Empty icon={ChartPie} title="Nothing takes space yet">
        <p>Images, volumes and what containers write are counted here once there are some.</p>
      </Empty>
    );
  return (
    <div class="stack">
      <p>
        <strong>{bytesWords(bytes)}</strong>, <strong>{bytesWords(reclaimable)}</strong> of it not used{' '}
        <span class="muted small">
          counted <Since at={countedAt} /> ago
        </span>
      </p>
      <StorageMap engine={engine} parts={parts} />
      {!logsTold && <LogsUntold />}
    </div>
  );
}

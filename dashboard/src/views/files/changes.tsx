import { ArrowLeft } from 'lucide';
import type { JSX } from 'preact';
import type { FileChange } from '../../../../src/dashboard-api/index.ts';
import { useCall } from '../../connection/index.ts';
import { Badge, Button, type Column, Empty, FailureBlock, Loading, Table } from '../../parts/index.ts';
import { useQueryChange } from '../../routing/index.ts';
import { visible } from '../logs/ansi.ts';

/** What a container changed since its image. */
export function Changes({ engine, container }: { engine: string; container: string }): JSX.Element {
  const change = useQueryChange();
  const { result, failure } = useCall('files.changes', engine, { container });
  return (
    <div class="files">
      <div class="file-bar">
        <Button size="small" icon={ArrowLeft} onClick={() => change({ changed: undefined })}>
          Files
        </Button>
        <strong>Changed since the image</strong>
      </div>
      {failure && <FailureBlock failure={failure} />}
      {!failure && result === undefined && <Loading />}
      {result?.length === 0 && (
        <Empty title="Nothing was changed">
          <p>All files are as the image has them. What is written from now on is found here.</p>
        </Empty>
      )}
      {result !== undefined && result.length > 0 && (
        <Table label="Changed files" columns={columns} rows={result} keyOf={({ path }) => path} />
      )}
    </div>
  );
}

const columns: Column<FileChange>[] = [
  { key: 'change', title: 'Change', width: '110px', cell: ({ change }) => <Badge>{change}</Badge> },
  { key: 'path', title: 'Path', cell: ({ path }) => <code>{visible(path)}</code> },
];

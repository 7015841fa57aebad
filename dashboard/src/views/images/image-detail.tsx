import { ArrowLeft } from 'lucide';
import type { JSX } from 'preact';
import type { ImageLayer, ImageRow, LayerFile } from '../../../../src/dashboard-api/index.ts';
import { useCall } from '../../connection/index.ts';
import {
  Badge,
  Button,
  Bytes,
  bytesWords,
  type Column,
  Empty,
  Facts,
  FailureBlock,
  Loading,
  Panel,
  Table,
} from '../../parts/index.ts';
import { useQuery, useQueryChange } from '../../routing/index.ts';
import { visible } from '../logs/ansi.ts';
import { instructionWords } from '../storage/instruction.ts';
import { Users } from '../storage/users.tsx';

/** What one image is made of: a layer for each instruction, and the files of each. */
export function ImageDetail({ engine, image }: { engine: string; image: ImageRow | undefined }): JSX.Element {
  const change = useQueryChange();
  const back = (
    <Button size="small" icon={ArrowLeft} onClick={() => change({ image: undefined, layer: undefined })}>
      All images
    </Button>
  );
  if (image === undefined) {
    return (
      <Empty title="There is no such image any more">
        <p>{back}</p>
      </Empty>
    );
  }
  return (
    <div class="stack">
      <p>{back}</p>
      <Panel title={image.tags[0] ?? 'Image without a name'}>
        <Facts
          of={[
            ['Names', image.tags.join(', ') || 'none'],
            ['Id', <code key="id">{image.id}</code>],
            ['Size', <Bytes key="size" of={image.size} />],
            ['Shared with others', <Bytes key="shared" of={image.shared} />],
            ['Used by', <Users key="users" of={image.users} all />],
          ]}
        />
      </Panel>
      <Layers engine={engine} image={image.id} />
    </div>
  );
}

function Layers({ engine, image }: { engine: string; image: string }): JSX.Element {
  const [chosen, choose] = useQuery('layer');
  const { result, failure } = useCall('image.layers', engine, { image });
  if (failure !== undefined) return <FailureBlock failure={failure} />;
  if (result === undefined) return <Loading />;
  const most = Math.max(1, ...result.map(({ size }) => size));
  return (
    <Panel title="Layers, from the lowest" bare>
      <ol class="layers">
        {result.map((layer, at) => (
          <li key={at}>
            <Layer layer={layer} most={most} chosen={chosen} onChoose={choose} />
            {layer.index !== undefined && chosen === String(layer.index) && (
              <LayerFiles engine={engine} image={image} layer={layer.index} />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface LayerProps {
  layer: ImageLayer;
  most: number;
  chosen: string;
  onChoose: (layer: string | undefined) => void;
}

function Layer({ layer, most, chosen, onChoose }: LayerProps): JSX.Element {
  const { index, instruction, size, sharedWith } = layer;
  const open = index !== undefined && chosen === String(index);
  return (
    <div class="layer">
      <code class="layer-instruction" title={instruction}>
        {instructionWords(instruction)}
      </code>
      <span class="layer-size">
        {size > 0 && <meter value={size} max={most} aria-label={bytesWords(size)} />}
      </span>
      <span class="layer-bytes">
        <Bytes of={size} />
      </span>
      <span>{sharedWith.length > 0 && <Badge>{`in ${sharedWith.length} more`}</Badge>}</span>
      <span>
        {index !== undefined && size > 0 && (
          <Button size="small" expanded={open} onClick={() => onChoose(open ? undefined : String(index))}>
            Files
          </Button>
        )}
      </span>
    </div>
  );
}

const fileColumns: Column<LayerFile>[] = [
  {
    key: 'path',
    title: 'Path',
    cell: ({ path, target }) => <code>{visible(target ? `${path} → ${target}` : path)}</code>,
  },
  {
    key: 'kind',
    title: 'Kind',
    width: '90px',
    cell: ({ kind }) => (kind === 'removed' ? <Badge>removed</Badge> : kind),
  },
  { key: 'size', title: 'Size', width: '90px', end: true, cell: ({ size }) => <Bytes of={size} /> },
];

function LayerFiles({ engine, image, layer }: { engine: string; image: string; layer: number }): JSX.Element {
  const { result, progress, failure } = useCall('image.files', engine, { image, layer });
  if (failure !== undefined) return <FailureBlock failure={failure} />;
  if (result === undefined) {
    return (
      <p class="layer-reading" role="status">
        <progress value={progress?.read} max={progress?.total} aria-label="Reading the layer" />
        {progress && ` ${bytesWords(progress.read)} of ${bytesWords(progress.total)} read`}
      </p>
    );
  }
  const largest = result.files.toSorted((a, b) => b.size - a.size);
  return (
    <>
      {result.cut && <p class="muted">Only a part is shown: the layer has more files.</p>}
      <Table label="Files of the layer" columns={fileColumns} rows={largest} keyOf={({ path }) => path} />
    </>
  );
}

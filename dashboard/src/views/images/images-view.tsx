import { Layers } from 'lucide';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import type { ImageRow } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Bytes, type Column, Empty, Since, TopicView } from '../../parts/index.ts';
import { useQuery, withQuery } from '../../routing/index.ts';
import { ObjectTable } from '../storage/object-table.tsx';
import { Users } from '../storage/users.tsx';
import '../storage/storage.css';
import { ImageDetail } from './image-detail.tsx';

/** All images: who uses them, what they take, what they are made of. */
export function ImagesView({ engine }: { engine: string }): JSX.Element {
  const topic = useTopic('images', engine, {});
  const [id] = useQuery('image');
  return (
    <>
      <div class="page-head">
        <h1>Images</h1>
      </div>
      <TopicView of={topic}>
        {(images) => {
          if (id !== '') return <ImageDetail engine={engine} image={images.find((each) => each.id === id)} />;
          return <ImageTable engine={engine} images={images} />;
        }}
      </TopicView>
    </>
  );
}

export function imageName({ tags, id }: ImageRow): string {
  return tags[0] ?? id.replace(/^sha256:/, '').slice(0, 12);
}

function ImageName({ image }: { image: ImageRow }): JSX.Element {
  const { url } = useLocation();
  const { tags, id, users } = image;
  return (
    <span class="stacked">
      <a class="row-link name" href={withQuery(url, { image: id })}>
        {imageName(image)}
      </a>
      {tags.length > 1 && <span class="muted small">{`and ${tags.slice(1).join(', ')}`}</span>}
      {tags.length === 0 && <span class="muted small">without a name</span>}
      <span class="narrow-only small">
        <Users of={users} />
      </span>
    </span>
  );
}

const columns: Column<ImageRow>[] = [
  {
    key: 'name',
    title: 'Name',
    wraps: true,
    cell: (image) => <ImageName image={image} />,
    compare: (a, b) => imageName(a).localeCompare(imageName(b)),
  },
  {
    key: 'users',
    title: 'Used by',
    hide: 'narrow',
    wraps: true,
    cell: ({ users }) => <Users of={users} />,
    compare: (a, b) => a.users.length - b.users.length,
  },
  {
    key: 'size',
    title: 'Size',
    width: '90px',
    end: true,
    cell: ({ size }) => <Bytes of={size} />,
    compare: (a, b) => a.size - b.size,
  },
  {
    key: 'own',
    title: 'Its own',
    width: '100px',
    end: true,
    hide: 'narrow',
    cell: (image) => <Bytes of={ownOf(image)} />,
    compare: (a, b) => (ownOf(a) ?? 0) - (ownOf(b) ?? 0),
  },
  {
    key: 'created',
    title: 'Made',
    width: '120px',
    hide: 'medium',
    cell: ({ created }) => (
      <>
        <Since at={created * 1000} /> ago
      </>
    ),
    compare: (a, b) => b.created - a.created,
  },
];

/** Bytes that no other image has. */
function ownOf({ size, shared }: ImageRow): number | undefined {
  return shared === undefined ? undefined : size - shared;
}

function ImageTable({ engine, images }: { engine: string; images: ImageRow[] }): JSX.Element {
  if (images.length === 0) {
    return (
      <Empty icon={Layers} title="There are no images">
        <p>They come with the first project that is started.</p>
      </Empty>
    );
  }
  return (
    <ObjectTable
      engine={engine}
      what="images"
      columns={columns}
      rows={images}
      keyOf={({ id }) => id}
      nameOf={imageName}
      sortedBy="-size"
      textsOf={({ id, tags, users }) => [id, ...tags, ...users.map(({ name }) => name)]}
      removalOf={(chosen) => ({ kind: 'remove', images: chosen.map(({ id }) => id) })}
    />
  );
}

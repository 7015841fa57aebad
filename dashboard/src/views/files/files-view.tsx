import { Download, Upload } from 'lucide';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FileListing, FilesOf } from '../../../../src/dashboard-api/index.ts';
import { useCall, welcome } from '../../connection/index.ts';
import { Button, bytesWords, Dialog, FailureBlock, Loading } from '../../parts/index.ts';
import { useQuery, useQueryChange } from '../../routing/index.ts';
import { Changes } from './changes.tsx';
import { FileContent } from './file-content.tsx';
import { crumbsOf } from './file-paths.ts';
import { FileTable } from './file-table.tsx';
import { download, saved, upload } from './transfers.ts';
import './files.css';

interface FilesViewProps {
  engine: string;
  of: FilesOf;
}

/** Files of a container or a volume: folders to walk through, a file to look at, ways in and out. */
export function FilesView({ engine, of }: FilesViewProps): JSX.Element {
  const [path] = useQuery('path');
  const [file] = useQuery('file');
  const [changed] = useQuery('changed');
  const folder = path || '/';
  if (changed !== '' && 'container' in of) return <Changes engine={engine} container={of.container} />;
  return (
    <div class="files">
      <Bar engine={engine} of={of} folder={folder} />
      {file === '' ? (
        <Folder engine={engine} of={of} folder={folder} />
      ) : (
        <FileContent engine={engine} of={of} path={file} />
      )}
    </div>
  );
}

function Folder({ engine, of, folder }: FilesViewProps & { folder: string }): JSX.Element {
  const { result, progress, failure, again } = useCall('files.list', engine, { of, path: folder });
  if (failure !== undefined) {
    return (
      <FailureBlock failure={failure}>
        <Button onClick={again}>Try again</Button>
      </FailureBlock>
    );
  }
  if (result === undefined) {
    return <Loading label={progress === undefined ? 'Loading' : `${bytesWords(progress.read)} read`} />;
  }
  return <Listed engine={engine} of={of} listing={result} onChange={again} />;
}

function Listed({
  engine,
  of,
  listing,
  onChange,
}: FilesViewProps & { listing: FileListing; onChange: () => void }): JSX.Element {
  const drop = useUpload(engine, of, listing, onChange);
  return (
    <div class="file-drop" onDragOver={(event) => event.preventDefault()} onDrop={drop.onDrop}>
      {listing.incomplete && <p class="muted">{listing.incomplete}</p>}
      {listing.by === 'programs' && (
        <p class="muted small">
          Listed by <code>find</code> and <code>stat</code> of the container: this engine would send the whole
          folder.
        </p>
      )}
      <FileTable engine={engine} of={of} listing={listing} />
      {drop.canUpload && (
        <p class="buttons">
          <input
            ref={drop.picker}
            type="file"
            hidden
            aria-label="Files to upload"
            multiple
            onChange={drop.onPick}
          />
          <Button icon={Upload} busy={drop.busy} onClick={() => drop.picker.current?.click()}>
            Upload here
          </Button>
          <span class="muted small">or drop files on the list</span>
        </p>
      )}
      {drop.question}
    </div>
  );
}

function Bar({ engine, of, folder }: FilesViewProps & { folder: string }): JSX.Element {
  const change = useQueryChange();
  return (
    <div class="file-bar">
      <nav class="file-crumbs" aria-label="Folders">
        {crumbsOf(folder).map(({ name, path }) => (
          <Button
            key={path}
            size="small"
            kind="quiet"
            onClick={() => change({ path: path === '/' ? undefined : path, file: undefined })}
          >
            {name}
          </Button>
        ))}
      </nav>
      <div class="buttons">
        {'container' in of && (
          <Button size="small" onClick={() => change({ changed: '1', file: undefined })}>
            What changed
          </Button>
        )}
        <Button
          size="small"
          icon={Download}
          label="Download this folder as an archive"
          onClick={() => void saved(download(engine, of, folder, true))}
        />
      </div>
    </div>
  );
}

interface Uploading {
  canUpload: boolean;
  busy: boolean;
  picker: { current: HTMLInputElement | null };
  onPick: (event: Event) => void;
  onDrop: (event: DragEvent) => void;
  /** Asked before a file is replaced. */
  question: JSX.Element | null;
}

function useUpload(engine: string, of: FilesOf, listing: FileListing, onChange: () => void): Uploading {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState<File[]>([]);
  const names = new Set(listing.entries.map(({ name }) => name));
  const send = async (files: File[], replace: boolean): Promise<void> => {
    setWaiting([]);
    setBusy(true);
    for (const file of files) await saved(upload({ engine, of, folder: listing.path, replace }, file));
    setBusy(false);
    onChange();
  };
  const take = (files: FileList | null | undefined): void => {
    const all = [...(files ?? [])];
    if (all.some(({ name }) => names.has(name))) setWaiting(all);
    else if (all.length > 0) void send(all, false);
  };
  const replaced = waiting.filter(({ name }) => names.has(name)).map(({ name }) => name);
  return {
    canUpload: welcome.value?.readOnly !== true,
    busy,
    picker,
    onPick: (event) => take((event.currentTarget as HTMLInputElement).files),
    onDrop: (event) => {
      event.preventDefault();
      take(event.dataTransfer?.files);
    },
    question:
      replaced.length === 0 ? null : (
        <Dialog title="Replace files?" onClose={() => setWaiting([])}>
          <p>{`There is already ${replaced.join(', ')}. What it holds would be gone.`}</p>
          <p class="buttons">
            <Button kind="danger" onClick={() => void send(waiting, true)}>
              Replace
            </Button>
            <Button onClick={() => setWaiting([])}>Leave</Button>
          </p>
        </Dialog>
      ),
  };
}

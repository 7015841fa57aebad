import { Download, File, FileSymlink, FileX2, Folder } from 'lucide';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { FileEntry, FileListing, FilesOf } from '../../../../src/dashboard-api/index.ts';
import { Badge, Button, Bytes, type Column, Empty, Icon, Since, Table } from '../../parts/index.ts';
import { useQuery, withQuery } from '../../routing/index.ts';
import { visible } from '../logs/ansi.ts';
import { joinPath, modeWords, targetOf } from './file-paths.ts';
import { download, saved } from './transfers.ts';

interface FileTableProps {
  engine: string;
  of: FilesOf;
  listing: FileListing;
}

const icons = { folder: Folder, file: File, link: FileSymlink, device: FileX2, pipe: FileX2, socket: FileX2 };

export function FileTable({ engine, of, listing }: FileTableProps): JSX.Element {
  const [sort, setSort] = useQuery('sort');
  const columns = useColumns(engine, of, listing.path);
  if (listing.entries.length === 0) return <Empty icon={Folder} title="The folder is empty" />;
  return (
    <Table
      label={`Files in ${listing.path}`}
      columns={columns}
      rows={listing.entries}
      keyOf={({ name }) => name}
      sort={sort || 'name'}
      onSort={setSort}
    />
  );
}

function useColumns(engine: string, of: FilesOf, folder: string): Column<FileEntry>[] {
  const { url } = useLocation();
  return useMemo((): Column<FileEntry>[] => {
    const to = (entry: FileEntry): string | undefined => addressOf(url, folder, entry);
    return [
      { key: 'name', title: 'Name', cell: (entry) => <Name entry={entry} to={to(entry)} />, compare: byName },
      {
        key: 'change',
        title: '',
        label: 'Change',
        width: '90px',
        hide: 'narrow',
        cell: ({ change }) => change && <Badge>{change}</Badge>,
      },
      {
        key: 'size',
        title: 'Size',
        width: '90px',
        end: true,
        cell: ({ kind, size }) => (kind === 'file' ? <Bytes of={size} /> : ''),
        compare: (a, b) => a.size - b.size,
      },
      {
        key: 'modified',
        title: 'Modified',
        width: '130px',
        hide: 'narrow',
        cell: ({ modified }) => <Since at={modified} />,
        compare: (a, b) => a.modified - b.modified,
      },
      {
        key: 'mode',
        title: 'Mode',
        width: '100px',
        hide: 'medium',
        cell: Mode,
      },
      {
        key: 'actions',
        title: '',
        label: 'Actions',
        width: '48px',
        acts: true,
        cell: (entry) =>
          (entry.kind === 'file' || entry.kind === 'folder') && (
            <Button
              size="small"
              kind="quiet"
              icon={Download}
              label={`Download ${visible(entry.name)}`}
              onClick={() =>
                void saved(download(engine, of, joinPath(folder, entry.name), entry.kind === 'folder'))
              }
            />
          ),
      },
    ];
  }, [engine, JSON.stringify(of), folder, url]);
}

function Mode({ mode, user, group }: FileEntry): JSX.Element {
  return <code title={`user ${user}, group ${group}`}>{modeWords(mode)}</code>;
}

/** Folders first. */
function byName(a: FileEntry, b: FileEntry): number {
  const kinds = Number(b.kind === 'folder') - Number(a.kind === 'folder');
  return kinds === 0 ? a.name.localeCompare(b.name) : kinds;
}

function addressOf(url: string, folder: string, { kind, name, target }: FileEntry): string | undefined {
  if (kind === 'folder') return withQuery(url, { path: joinPath(folder, name), file: undefined });
  if (kind === 'link' && target !== undefined)
    return withQuery(url, { path: targetOf(folder, target), file: undefined });
  return kind === 'file' ? withQuery(url, { file: joinPath(folder, name) }) : undefined;
}

function Name({ entry, to }: { entry: FileEntry; to: string | undefined }): JSX.Element {
  const { kind, name, target, change } = entry;
  return (
    <span class="file-name">
      <Icon node={icons[kind]} size={14} />
      {to === undefined ? (
        <span>{visible(name)}</span>
      ) : (
        <a class="row-link ellipsis" href={to}>
          {visible(name)}
        </a>
      )}
      {target !== undefined && <span class="muted ellipsis">{`→ ${visible(target)}`}</span>}
      {change && (
        <span class="narrow-only">
          <Badge>{change}</Badge>
        </span>
      )}
    </span>
  );
}

import { ArrowLeft, Download } from 'lucide';
import type { JSX } from 'preact';
import type { FilesOf } from '../../../../src/dashboard-api/index.ts';
import { useCall } from '../../connection/index.ts';
import { Button, bytesWords, FailureBlock, Loading } from '../../parts/index.ts';
import { useQueryChange } from '../../routing/index.ts';
import { visibleText } from '../logs/ansi.ts';
import { download, saved } from './transfers.ts';

/** The beginning of one file, as text or as bytes. */
export function FileContent({
  engine,
  of,
  path,
}: {
  engine: string;
  of: FilesOf;
  path: string;
}): JSX.Element {
  const change = useQueryChange();
  const { result, failure } = useCall('files.view', engine, { of, path });
  return (
    <section class="file-content" aria-label={path}>
      <div class="file-bar">
        <Button size="small" icon={ArrowLeft} onClick={() => change({ file: undefined })}>
          Folder
        </Button>
        <strong class="mono ellipsis">{path}</strong>
        <Button
          size="small"
          icon={Download}
          label="Download the file"
          onClick={() => void saved(download(engine, of, path, false))}
        />
      </div>
      {failure && <FailureBlock failure={failure} />}
      {!failure && result === undefined && <Loading />}
      {result && (
        <>
          <pre tabIndex={0} aria-label="Content">
            {result.text === undefined ? result.hex : visibleText(result.text)}
          </pre>
          <p class="muted small">
            {`${bytesWords(result.size)}${result.cut ? '; only the beginning is shown' : ''}`}
            {result.text === undefined ? '; binary' : ''}
          </p>
        </>
      )}
    </section>
  );
}

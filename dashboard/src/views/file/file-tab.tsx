import { FileX } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { ComposeFile, ComposeFiles } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Badge, Empty, FailureBlock, TopicView } from '../../parts/index.ts';
import { useQuery, useQueryChange } from '../../routing/index.ts';
import type { ProjectTabProps } from '../../views.ts';
import { draftOf, followDisk } from './drafts.ts';
import { FileEditor, type Target } from './file-editor.tsx';
import { ProblemList } from './problem-list.tsx';
import './file.css';

/** The project's Compose files, to read and to edit. */
export function FileTab({ engine, project }: ProjectTabProps): JSX.Element {
  const files = useTopic('project.files', engine, { project });
  return (
    <TopicView of={files}>{(state) => <Files engine={engine} project={project} state={state} />}</TopicView>
  );
}

function Files({ engine, project, state }: ProjectTabProps & { state: ComposeFiles }): JSX.Element {
  const [name] = useQuery('file');
  const [at] = useQuery('at');
  const change = useQueryChange();
  const { files, problems } = state;
  const file = files.find((each) => each.name === name) ?? files[0];
  if (file === undefined) return <NoFiles state={state} />;
  const open = (path: string, target?: Target) => {
    const next = files.find((each) => each.path === path);
    if (next !== undefined) change({ file: next.name, at: target && `${target.line}:${target.column}` });
  };
  return (
    <div class="file-tab">
      {files.length > 1 && <FileList files={files} state={state} current={file} onOpen={open} />}
      {file.failure ? (
        <FailureBlock failure={file.failure} />
      ) : (
        <OneFile
          key={`${engine} ${project} ${file.path}`}
          engine={engine}
          project={project}
          file={file}
          state={{ files, problems }}
          target={targetOf(at)}
          onOpen={open}
        />
      )}
    </div>
  );
}

interface OneFileProps extends ProjectTabProps {
  file: ComposeFile;
  state: ComposeFiles;
  target: Target | undefined;
  onOpen: (path: string, target: Target) => void;
}

function OneFile({ engine, project, file, state, target, onOpen }: OneFileProps): JSX.Element {
  const draft = useMemo(() => draftOf(`${engine} ${project} ${file.path}`, file), []);
  useEffect(() => followDisk(draft, file), [file.digest]);
  return (
    <FileEditor
      open={{ engine, project, path: file.path }}
      file={file}
      files={state.files}
      state={draft}
      problems={state.problems}
      target={target}
      onOpen={onOpen}
    />
  );
}

/** `12:3` */
function targetOf(at: string): Target | undefined {
  const [, line, column] = /^(\d+):(\d+)$/.exec(at) ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column) };
}

interface FileListProps {
  files: ComposeFile[];
  state: ComposeFiles;
  current: ComposeFile;
  onOpen: (path: string) => void;
}

function FileList({ files, state, current, onOpen }: FileListProps): JSX.Element {
  const errorsIn = (path: string) =>
    state.problems.filter(({ severity, position }) => severity === 'error' && position?.file === path).length;
  return (
    <nav class="file-list" aria-label="Files of the project">
      {files.map(({ path, name, kind }) => (
        <button
          key={path}
          type="button"
          aria-current={path === current.path ? 'page' : undefined}
          onClick={() => onOpen(path)}
        >
          <code>{name}</code>
          {kind === 'env' && <span class="muted small">variables</span>}
          {errorsIn(path) > 0 && <Badge mood="failing">{errorsIn(path)}</Badge>}
        </button>
      ))}
    </nav>
  );
}

function NoFiles({ state }: { state: ComposeFiles }): JSX.Element {
  return (
    <>
      <Empty icon={FileX} title="The files of this project are not here">
        <p>
          What runs can be watched, stopped, started and removed without them; to change it, its files are
          needed.
        </p>
      </Empty>
      <ProblemList problems={state.problems} nameOf={(path) => path} onGo={() => undefined} />
    </>
  );
}

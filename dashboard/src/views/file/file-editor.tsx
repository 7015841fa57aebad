import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { type Signal, useComputed } from '@preact/signals';
import { GitPullRequestArrow, Save, Undo2 } from 'lucide';
import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ComposeFile, Failure, Problem } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { call, failureOf } from '../../connection/index.ts';
import { Badge, Button, Panel } from '../../parts/index.ts';
import { CodeEditor } from './code-editor.tsx';
import { composeSupport, diagnosticsOf, goTo, type OpenFile } from './compose-support.ts';
import { isChanged } from './draft.ts';
import { type DraftState, followDisk, resolveConflict, revert, write } from './drafts.ts';
import { ProblemList } from './problem-list.tsx';
import { useProblems } from './use-problems.ts';

export interface Target {
  line: number;
  column: number;
}

interface FileEditorProps {
  open: OpenFile;
  file: ComposeFile;
  files: ComposeFile[];
  state: Signal<DraftState>;
  /** Of what is on disk. */
  problems: Problem[];
  /** Where to begin. */
  target: Target | undefined;
  /** A problem of another file is to be shown. */
  onOpen: (path: string, target: Target) => void;
}

/** One file: edited, checked while one types, saved without writing over anybody's change. */
export function FileEditor(props: FileEditorProps): JSX.Element {
  const { open, file, files, state, target } = props;
  const { draft, theirs, notice } = state.value;
  const changed = isChanged(draft);
  const view = useRef<EditorView>(null);
  const text = useComputed(() => state.value.draft.mine);
  const saving = useSaving(open, state);
  const problems = useProblems(open, draft.mine, props.problems, changed);
  const support = useMemo(() => (file.kind === 'compose' ? composeSupport(open) : []), [open.path]);
  const diagnostics = useCallback(
    ({ doc }: EditorState) => diagnosticsOf(doc, file.path, problems),
    [problems, file.path],
  );
  const show = (position: Target & { file: string }) => {
    if (position.file !== file.path) props.onOpen(position.file, position);
    else if (view.current) goTo(view.current, position);
  };
  useEffect(() => {
    if (target !== undefined) show({ ...target, file: file.path });
  }, [target?.line, target?.column]);
  const title = (
    <>
      <code>{file.name}</code> {changed && <Badge mood="busy">not saved</Badge>}
      {notice === 'merged' && <Badge mood="good">merged with the change on disk</Badge>}
    </>
  );
  return (
    <Panel bare title={title} actions={<Actions state={state} changed={changed} {...saving} />}>
      {saving.failure && <Notice failure={saving.failure} />}
      {theirs && <Conflict state={state} />}
      <CodeEditor
        label={`Text of ${file.name}`}
        text={text}
        support={support}
        readOnly={!canChange.value}
        diagnostics={diagnostics}
        against={theirs?.text}
        onChange={(written) => write(state, written)}
        onSave={() => void saving.save()}
        onReady={(ready) => void (view.current = ready)}
      />
      {problems.length > 0 && (
        <ProblemList
          problems={problems}
          nameOf={(path) => files.find((each) => each.path === path)?.name ?? path}
          onGo={show}
        />
      )}
    </Panel>
  );
}

interface Saving {
  save: () => Promise<boolean>;
  saveAndPlan: () => Promise<void>;
  /** Why it was not saved. */
  failure: Failure | undefined;
}

function useSaving(open: OpenFile, state: Signal<DraftState>): Saving {
  const [failure, setFailure] = useState<Failure>();
  const save = async (): Promise<boolean> => {
    try {
      setFailure(undefined);
      return await saveDraft(open, state);
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    }
  };
  const saveAndPlan = async () => {
    if (isChanged(state.peek().draft) && !(await save())) return;
    propose(open.engine, { kind: 'up', project: open.project });
  };
  return { save, saveAndPlan, failure };
}

/** True when it is written; false when the file on disk is another by now, which the draft then has taken in. */
async function saveDraft({ engine, project, path }: OpenFile, state: Signal<DraftState>): Promise<boolean> {
  const { draft, theirs } = state.peek();
  if (!isChanged(draft) || theirs !== undefined) return false;
  const answer = await call('file.save', engine, { project, path, text: draft.mine, base: draft.digest });
  if (answer.kind === 'changed') {
    followDisk(state, answer);
    return false;
  }
  const { mine } = state.peek().draft;
  state.value = {
    draft: { base: draft.mine, digest: answer.digest, mine },
    theirs: undefined,
    notice: undefined,
  };
  return true;
}

interface ActionsProps extends Omit<Saving, 'failure'> {
  state: Signal<DraftState>;
  changed: boolean;
}

function Actions({ state, changed, save, saveAndPlan }: ActionsProps): JSX.Element {
  const { theirs } = state.value;
  const cannot = !canChange.value || theirs !== undefined;
  return (
    <>
      <Button size="small" icon={Undo2} disabled={!changed} onClick={() => revert(state)}>
        Revert
      </Button>
      <Button size="small" icon={Save} disabled={!changed || cannot} onClick={() => void save()}>
        Save
      </Button>
      <Button
        size="small"
        kind="primary"
        icon={GitPullRequestArrow}
        disabled={cannot}
        onClick={() => void saveAndPlan()}
      >
        {changed ? 'Save and plan…' : 'Plan…'}
      </Button>
    </>
  );
}

function Notice({ failure: { message, hint } }: { failure: Failure }): JSX.Element {
  return (
    <div class="banner failing" role="alert">
      <strong>It was not saved.</strong>
      <span>{message}</span>
      {hint && <span class="muted">{hint}</span>}
    </div>
  );
}

function Conflict({ state }: { state: Signal<DraftState> }): JSX.Element {
  return (
    <div class="banner" role="alert">
      <strong>The file has changed on disk, in lines that you changed too.</strong>
      <span>Below is what differs from the disk: undo what shall be as it is there, keep the rest.</span>
      <Button size="small" onClick={() => resolveConflict(state)}>
        It is right now
      </Button>
      <Button size="small" onClick={() => revert(state)}>
        Take all from the disk
      </Button>
    </div>
  );
}

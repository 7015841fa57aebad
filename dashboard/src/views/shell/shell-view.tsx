import { Plus, RotateCw, SquareTerminal, X } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { exitCodeInWords } from '../../../../src/engine-api/index.ts';
import { welcome } from '../../connection/index.ts';
import { Button, Empty } from '../../parts/index.ts';
import { withQuery } from '../../routing/index.ts';
import { isOver, ShellSession, type ShellState } from './shell-session.ts';
import { addShell, closeShell, shellsOf } from './shells.ts';
import './shell.css';

interface ShellViewProps {
  engine: string;
  container: string;
  running: boolean;
}

/** Shells in one container, several at once; the first opens by itself. */
export function ShellView({ engine, container, running }: ShellViewProps): JSX.Element {
  const [user, setUser] = useState('');
  const [chosen, choose] = useState<number>();
  const sessions = shellsOf(engine, container);
  const readOnly = welcome.value?.readOnly === true;
  const begin = (): void => {
    const session = new ShellSession({ engine, container, ...(user === '' ? {} : { user }) });
    addShell(engine, container, session);
    choose(session.key);
  };
  useEffect(() => {
    if (running && !readOnly && shellsOf(engine, container).length === 0) begin();
  }, [engine, container]);
  if (readOnly)
    return (
      <Empty icon={SquareTerminal} title="This page only shows: there are no shells">
        <p>
          Started without <code>--read-only</code>, <code>tutti ui</code> has them.
        </p>
      </Empty>
    );
  const session = sessions.find(({ key }) => key === chosen) ?? sessions.at(-1);
  return (
    <div class="shells">
      <div class="buttons">
        {sessions.map((each, index) => (
          <ShellTab
            key={each.key}
            session={each}
            title={`Shell ${index + 1}`}
            current={each === session}
            onChoose={() => choose(each.key)}
            onClose={() => closeShell(engine, container, each)}
          />
        ))}
        <label class="shell-user">
          <span class="visually-hidden">User of new shells</span>
          <input
            value={user}
            placeholder="user"
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => setUser(event.currentTarget.value)}
          />
        </label>
        <Button size="small" icon={Plus} disabled={!running} onClick={begin}>
          New shell
        </Button>
      </div>
      {session === undefined ? (
        <Empty icon={SquareTerminal} title={running ? 'No shell is open' : 'The container does not run'}>
          <p>{running ? '“New shell” above opens one.' : 'Start it to open a shell in it.'}</p>
        </Empty>
      ) : (
        <Shell key={session.key} session={session} running={running} />
      )}
    </div>
  );
}

interface ShellTabProps {
  session: ShellSession;
  title: string;
  current: boolean;
  onChoose: () => void;
  onClose: () => void;
}

function ShellTab({ session, title, current, onChoose, onClose }: ShellTabProps): JSX.Element {
  const state = session.state.value;
  const program = state.command?.[0]?.split('/').at(-1);
  const name = [program === undefined ? title : `${title}: ${program}`, isOver(state) && '(ended)']
    .filter(Boolean)
    .join(' ');
  return (
    <span class="shell-tab">
      <Button size="small" kind="quiet" pressed={current} onClick={onChoose}>
        {name}
      </Button>
      <Button size="small" kind="quiet" icon={X} label={`Close ${title}`} onClick={onClose} />
    </span>
  );
}

function Shell({ session, running }: { session: ShellSession; running: boolean }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (host.current === null ? undefined : session.show(host.current)), [session]);
  const state = session.state.value;
  const over = isOver(state);
  if (state.failure?.code === 'no-shell') return <NoShell hint={state.failure.hint} />;
  return (
    <>
      <div ref={host} class={over ? 'shell-host over' : 'shell-host'} role="region" aria-label="Terminal" />
      <div class="shell-state">
        <p role="status">{wordsOf(state) || tabWords(session.tabLeaves.value)}</p>
        {over && (
          <Button size="small" icon={RotateCw} disabled={!running} onClick={() => session.reopen()}>
            Open it again
          </Button>
        )}
      </div>
    </>
  );
}

function NoShell({ hint }: { hint: string | undefined }): JSX.Element {
  const { url } = useLocation();
  return (
    <Empty icon={SquareTerminal} title="Its image has no shell">
      {hint && <p>{hint}</p>}
      <p>
        <a href={withQuery(url, { pane: 'files' })}>Its files</a>
      </p>
    </Empty>
  );
}

function tabWords(leaves: boolean): string {
  return leaves
    ? 'Tab leaves the terminal; Ctrl-M gives it back to the shell.'
    : 'Ctrl-M: Tab leaves the terminal.';
}

function wordsOf({ state, exitCode, failure }: ShellState): string {
  switch (state) {
    case 'connecting':
      return 'Opening a shell …';
    case 'exited':
      return `The shell ended with ${exitCode === undefined ? 'its container' : codeWords(exitCode)}.`;
    case 'failed':
      return [failure?.message, failure?.hint]
        .filter((text) => text !== undefined)
        .map(sentence)
        .join(' ');
    default:
      return '';
  }
}

/** Messages are written for the end of a line, without a full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

function codeWords(code: number): string {
  // Below are codes of the last command, which it told of itself.
  const words = code > 128 ? exitCodeInWords(code) : '';
  return words === '' ? `code ${code}` : `code ${code} (${words})`;
}

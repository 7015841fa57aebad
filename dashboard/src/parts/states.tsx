import type { ReadonlySignal } from '@preact/signals';
import { CircleAlert, type IconNode, Inbox } from 'lucide';
import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { Failure, TopicName, Topics } from '../../../src/dashboard-api/index.ts';
import type { TopicState } from '../connection/index.ts';
import { Icon } from './icon.tsx';
import './states.css';

/** Before anything is known. */
export function Loading({ label = 'Loading' }: { label?: string }): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      <div />
      <div />
      <div />
      <div />
      <div />
    </div>
  );
}

interface EmptyProps {
  icon?: IconNode;
  title: string;
  /** What to do next. */
  children?: ComponentChildren;
}

/** Nothing is there, and what to do next. */
export function Empty({ icon = Inbox, title, children }: EmptyProps): JSX.Element {
  return (
    <div class="state-block">
      <Icon node={icon} size={28} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** It failed: the cause, and what to do. */
export function FailureBlock({
  failure,
  children,
}: {
  failure: Failure;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="state-block failing" role="alert">
      <Icon node={CircleAlert} size={28} />
      <h2>{failure.message}</h2>
      {failure.hint && <p>{failure.hint}</p>}
      {children && <div class="buttons">{children}</div>}
    </div>
  );
}

/** Why what lies around is old, where that is said already. */
const SaidAround = createContext<string | undefined>(undefined);

/** What is shown is old; nothing where what lies around says so already, for the same reason. */
export function StaleBanner({ failure }: { failure: Failure | undefined }): JSX.Element | null {
  if (useContext(SaidAround) === (failure?.message ?? '')) return null;
  return (
    <div class="banner" role="status">
      <strong>This is how it was.</strong>
      <span>{failure?.message ?? 'The engine does not answer.'}</span>
      {failure?.hint && <span class="muted">{failure.hint}</span>}
    </div>
  );
}

interface TopicViewProps<Name extends TopicName> {
  of: ReadonlySignal<TopicState<Name>>;
  /** Instead of the grey lines. */
  loading?: ComponentChildren;
  children: (data: Topics[Name]['snapshot']) => ComponentChildren;
}

/**
 * The four states of a topic: loading, failed, stale, live; `children` draws its data, and what to say when there is none. One inside of
 * another does not say once more that it is old for the same reason.
 */
export function TopicView<Name extends TopicName>(props: TopicViewProps<Name>): JSX.Element {
  const { state, data, failure } = props.of.value;
  const around = useContext(SaidAround);
  if (data === undefined && failure !== undefined) return <FailureBlock failure={failure} />;
  if (data === undefined) return <>{props.loading ?? <Loading />}</>;
  const isOld = state === 'stale' || failure !== undefined;
  return (
    <>
      {isOld && <StaleBanner failure={failure} />}
      <SaidAround.Provider value={isOld ? (failure?.message ?? '') : around}>
        {props.children(data)}
      </SaidAround.Provider>
    </>
  );
}

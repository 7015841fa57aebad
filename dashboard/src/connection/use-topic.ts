import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { EngineName, TopicName, Topics } from '../../../src/dashboard-api/index.ts';
import { subscribe, type TopicState } from './topic-state.ts';

/** A topic as long as the component is there. Read `.value` where it is drawn. */
export function useTopic<Name extends TopicName>(
  topic: Name,
  engine: EngineName,
  params: Topics[Name]['params'],
): ReadonlySignal<TopicState<Name>> {
  const key = JSON.stringify([topic, engine, params]);
  const shared = useMemo(() => subscribe(topic, engine, params), [key]);
  useEffect(shared.hold, [shared]);
  return shared.signal;
}

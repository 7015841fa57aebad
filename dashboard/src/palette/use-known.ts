import { useLocation } from 'preact-iso';
import { canChange } from '../changes/index.ts';
import { useTopic } from '../connection/index.ts';
import type { Place } from '../routing/index.ts';
import type { Known } from './entries.ts';

/** What is there right now to be found. */
export function useKnown(place: Place): Known {
  const { engine } = place;
  const { url, route } = useLocation();
  const home = useTopic('home', engine, {}).value.data;
  const engines = useTopic('engines', engine, {}).value.data ?? [];
  const containers = useTopic('containers', engine, {}).value.data ?? [];
  return { place, url, projects: home?.projects ?? [], containers, engines, changes: canChange.value, route };
}

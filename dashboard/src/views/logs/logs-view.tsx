import { ListFilter, ScrollText } from 'lucide';
import type { JSX } from 'preact';
import type { LogPick } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Empty, Menu, type MenuItem, TopicView } from '../../parts/index.ts';
import { useQuery } from '../../routing/index.ts';
import { formatPicks, isSamePick, parsePicks } from './addresses.ts';
import { LogView } from './log-view.tsx';

/** Lines of anything that runs on the engine, of several projects together if one likes. */
export function LogsView({ engine }: { engine: string }): JSX.Element {
  const [from, setFrom] = useQuery('from');
  const picks = parsePicks(from);
  const home = useTopic('home', engine, {});
  return (
    <>
      <div class="page-head">
        <h1>Logs</h1>
        <Picker engine={engine} picks={picks} onChange={(next) => setFrom(formatPicks(next))} />
      </div>
      {picks.length === 0 ? (
        <TopicView of={home}>
          {() => (
            <Empty icon={ScrollText} title="Nothing is chosen">
              <p>Choose projects and containers: their lines are shown together, by time.</p>
            </Empty>
          )}
        </TopicView>
      ) : (
        <LogView engine={engine} picks={picks} label={`Logs of ${formatPicks(picks)}`} />
      )}
    </>
  );
}

interface PickerProps {
  engine: string;
  picks: LogPick[];
  onChange: (picks: LogPick[]) => void;
}

function Picker({ engine, picks, onChange }: PickerProps): JSX.Element {
  const home = useTopic('home', engine, {}).value.data;
  const item = (pick: LogPick, title: string): MenuItem => {
    const others = picks.filter((each) => !isSamePick(each, pick));
    const checked = others.length < picks.length;
    return { title, checked, stays: true, onChoose: () => onChange(checked ? others : [...others, pick]) };
  };
  const projects = (home?.projects ?? []).map(({ name }) => item({ project: name }, name));
  const containers = (home?.containers ?? []).map(({ name }) => item({ container: name }, name));
  return (
    <Menu icon={ListFilter} items={[...projects, ...containers]}>
      {picks.length === 0 ? 'Choose' : formatPicks(picks).replaceAll(',', ', ')}
    </Menu>
  );
}

import { EyeOff } from 'lucide';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ComposeConfig, ConfigValue } from '../../../../src/dashboard-api/index.ts';
import { call, useTopic } from '../../connection/index.ts';
import { Button, countWords, Empty, Panel, SearchBox, TopicView } from '../../parts/index.ts';
import { projectAddress, useQuery, withQuery } from '../../routing/index.ts';
import type { ProjectTabProps } from '../../views.ts';
import { ProblemList } from '../file/problem-list.tsx';
import { filterValues, groupValues, type ValueGroup } from './config-groups.ts';
import './config.css';

/** What the files come to, each value with where it comes from and what it hides. */
export function ConfigTab({ engine, project }: ProjectTabProps): JSX.Element {
  const config = useTopic('project.config', engine, { project });
  return (
    <TopicView of={config}>{(state) => <Config engine={engine} project={project} state={state} />}</TopicView>
  );
}

function Config({ engine, project, state }: ProjectTabProps & { state: ComposeConfig }): JSX.Element {
  const [query, setQuery] = useQuery('q');
  const [only, setOnly] = useQuery('only');
  const values = useMemo(
    () => filterValues(state.values, query, only === 'changed'),
    [state.values, query, only],
  );
  const groups = useMemo(() => groupValues(values), [values]);
  const place = { engine, project };
  return (
    <div class="config-tab">
      <div class="config-tools">
        <SearchBox label="Search values" value={query} onInput={setQuery} />
        <Button
          size="small"
          pressed={only === 'changed'}
          onClick={() => setOnly(only === 'changed' ? undefined : 'changed')}
        >
          Only what is not simply written
        </Button>
        <span class="muted small">{countWords(values.length, 'value')}</span>
      </div>
      {state.problems.length > 0 && (
        <Panel title="Problems" bare>
          <ProblemList problems={state.problems} nameOf={(path) => path} onGo={() => undefined} />
        </Panel>
      )}
      {groups.map((group) => (
        <Group key={group.title} group={group} {...place} />
      ))}
      {groups.length === 0 && state.problems.length === 0 && <Empty title="Nothing has these words" />}
    </div>
  );
}

function Group({ group, ...place }: ProjectTabProps & { group: ValueGroup }): JSX.Element {
  return (
    <Panel title={<code>{group.title}</code>} bare>
      <table class="config-values" aria-label={`Values of ${group.title}`}>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Value</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {group.values.map(({ label, value }) => (
            <ValueRow key={`${value.path} ${value.from}`} label={label} value={value} {...place} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function ValueRow({
  label,
  value,
  ...place
}: ProjectTabProps & { label: string; value: ConfigValue }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <code>{label}</code>
      </th>
      <td>
        <Value value={value} {...place} />
      </td>
      <td class="from">
        <Source value={value} {...place} />
        {value.steps.map((step) => (
          <div key={step} class="muted small">
            {step}
          </div>
        ))}
      </td>
    </tr>
  );
}

function Value({ value, engine, project }: ProjectTabProps & { value: ConfigValue }): JSX.Element {
  const [revealed, setRevealed] = useState<string>();
  if (!value.masked) return <code>{value.value}</code>;
  const reveal = () => {
    call('config.reveal', engine, { project, path: value.path }).then(
      (answer) => setRevealed(answer.value),
      () => setRevealed(undefined),
    );
  };
  if (revealed !== undefined) return <code>{revealed}</code>;
  return (
    <span class="masked">
      <span class="muted" role="img" aria-label="hidden">
        ••••••
      </span>
      <Button size="small" kind="quiet" icon={EyeOff} label={`Show ${value.path}`} onClick={reveal} />
    </span>
  );
}

/** Leads to the place in the file. */
function Source({ value, engine, project }: ProjectTabProps & { value: ConfigValue }): JSX.Element {
  const { url } = useLocation();
  const { from, position } = value;
  if (position === undefined) return <code class="small">{from}</code>;
  const file = from.replace(/:\d+:\d+$/, '');
  const address = withQuery(projectAddress(engine, project, 'file'), {
    file,
    at: `${position.line}:${position.column}`,
    container: new URL(url, 'http://page').searchParams.get('container') ?? undefined,
  });
  return (
    <a href={address} class="small">
      <code>{from}</code>
    </a>
  );
}

import { Hammer } from 'lucide';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import type { BuildRow } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Empty, MoodText, now, Panel, Since, spanWords, TopicView } from '../../parts/index.ts';
import { useQuery, withQuery } from '../../routing/index.ts';
import { visible } from '../logs/ansi.ts';
import { BuildCourse } from './build-course.tsx';
import '../storage/storage.css';
import './builds.css';

/** Builds, whoever asked for them: how long each step took, what came out of the cache, what it said. */
export function BuildsView({ engine }: { engine: string }): JSX.Element {
  const topic = useTopic('builds', engine, {});
  const [chosen] = useQuery('build');
  return (
    <>
      <div class="page-head">
        <h1>Builds</h1>
      </div>
      <TopicView of={topic}>
        {({ builds, all }) => (
          <div class="stack">
            {!all && (
              <p class="muted">
                This engine does not remember builds: here are those that were started with this dashboard
                since it was opened.
              </p>
            )}
            {builds.length === 0 && (
              <Empty icon={Hammer} title="Nothing was built yet">
                <p>
                  {all
                    ? 'What is built on this engine shows its steps here, whoever builds it.'
                    : '“Rebuild” of a project shows its steps here.'}
                </p>
              </Empty>
            )}
            {builds
              .toSorted((a, b) => b.begin - a.begin)
              .map((build) => (
                <Build key={build.id} engine={engine} build={build} open={build.id === chosen} />
              ))}
          </div>
        )}
      </TopicView>
    </>
  );
}

const moods = { running: 'busy', done: 'good', failed: 'failing', canceled: 'stopped' } as const;
const words = { running: 'running', done: 'built', failed: 'failed', canceled: 'canceled' } as const;

function Build({ engine, build, open }: { engine: string; build: BuildRow; open: boolean }): JSX.Element {
  const { url } = useLocation();
  const { id, begin, end, state, error } = build;
  const name = nameOf(build);
  return (
    <Panel
      title={<MoodText mood={moods[state]}>{name}</MoodText>}
      actions={
        <a
          href={withQuery(url, { build: open ? undefined : id })}
          aria-expanded={open}
          aria-label={`${open ? 'Fold' : 'Steps and output of'} ${name}`}
        >
          {open ? 'Fold' : 'Steps and output'}
        </a>
      }
    >
      <p class="muted">
        {[
          words[state],
          ...details(build),
          spanWords((end ?? now.value) - begin),
          ...(build.steps === 0 ? [] : [`${build.cached} of ${build.steps} steps from the cache`]),
          '',
        ].join(' · ')}
        <Since at={begin} /> ago
      </p>
      {state === 'failed' && error && !open && <p class="build-error">{visible(lastLine(error))}</p>}
      {open && <BuildCourse engine={engine} build={build} />}
    </Panel>
  );
}

function nameOf({ project, service, image, source, dockerfile }: BuildRow): string {
  if (project !== '') return visible(`${project} / ${service}`);
  return visible(image || (source ?? dockerfile ?? 'without a name'));
}

function details({ project, image, source, dockerfile = 'Dockerfile' }: BuildRow): string[] {
  const file = dockerfile === 'Dockerfile' ? [] : [dockerfile];
  const from = source === undefined || (project === '' && image === '') ? [] : [source];
  return [...(project === '' || image === '' ? [] : [image]), ...from, ...file].map(visible);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

import { HeartPulse } from 'lucide';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Calls, Failure } from '../../../../src/dashboard-api/index.ts';
import { call, comebacks, failureOf, useTopic } from '../../connection/index.ts';
import { FindingView } from '../../parts/finding.tsx';
import { CommandLine, Empty, FailureBlock, Loading, MoodText, Panel, TopicView } from '../../parts/index.ts';
import { projectAddress, whyAddress } from '../../routing/index.ts';
import type { PageProps } from '../../views.ts';
import '../storage/storage.css';
import '../why/why.css';

type Findings = Calls['project.doctor']['result']['findings'];

/** What `tutti doctor` finds, of every project. */
export function DoctorView({ engine }: PageProps): JSX.Element {
  const topic = useTopic('home', engine, {});
  return (
    <div>
      <header class="page-head">
        <h1>Doctor</h1>
        <p class="muted">Looks at what is known to go wrong, in files and in what runs.</p>
      </header>
      <TopicView of={topic}>
        {({ projects }) =>
          projects.length === 0 ? (
            <Empty icon={HeartPulse} title="There is no project to look at">
              <CommandLine command="tutti doctor" />
            </Empty>
          ) : (
            <div class="stack">
              {projects.map(({ name, state }) => (
                <Project key={name} engine={engine} project={name} state={state} />
              ))}
            </div>
          )
        }
      </TopicView>
    </div>
  );
}

/** Its service, and of several containers those that have it. */
function Who({
  engine,
  project,
  finding: { service, containers },
}: {
  engine: string;
  project: string;
  finding: Findings[number];
}): JSX.Element {
  return (
    <>
      <a href={whyAddress(engine, project, service)}>{service}</a>
      {containers.length > 1 && ` (${containers.join(', ')})`}
    </>
  );
}

/** Asked anew when the state of the project changes, and when the engine is back. */
function useFindings(
  engine: string,
  project: string,
  state: string,
): { findings?: Findings; failure?: Failure } {
  const [known, setKnown] = useState<{ findings?: Findings; failure?: Failure }>({});
  useEffect(() => {
    const stop = new AbortController();
    call('project.doctor', engine, { project }, { signal: stop.signal }).then(setKnown, (thrown: unknown) => {
      if (!stop.signal.aborted) setKnown({ failure: failureOf(thrown) });
    });
    return () => stop.abort(new Error('not looked at any more'));
  }, [engine, project, state, comebacks.value]);
  return known;
}

function Project({
  engine,
  project,
  state,
}: {
  engine: string;
  project: string;
  state: string;
}): JSX.Element {
  const { findings, failure } = useFindings(engine, project, state);
  return (
    <Panel title={<a href={projectAddress(engine, project)}>{project}</a>}>
      {failure && <FailureBlock failure={failure} />}
      {findings === undefined && failure === undefined && <Loading />}
      {findings?.length === 0 && <MoodText mood="good">Nothing was found</MoodText>}
      {findings !== undefined && findings.length > 0 && (
        <ul class="findings">
          {findings.map((finding) => (
            <FindingView
              key={`${finding.service} ${finding.code} ${finding.message}`}
              finding={finding}
              who={<Who engine={engine} project={project} finding={finding} />}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

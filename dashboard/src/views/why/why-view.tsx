import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Failure, ServiceRow, Why } from '../../../../src/dashboard-api/index.ts';
import { call, comebacks, failureOf, useTopic } from '../../connection/index.ts';
import { drawerQuery } from '../../containers/index.ts';
import { FailureBlock, Loading, StateText, TopicView } from '../../parts/index.ts';
import { projectAddress, withQuery } from '../../routing/index.ts';
import { WhySections } from './why-sections.tsx';
import './why.css';

export interface WhyProps {
  engine: string;
  project: string;
  service: string;
}

/** Asked anew whenever the service's state changes, and when the engine is back. */
function useWhy(
  { engine, project, service }: WhyProps,
  row: ServiceRow | undefined,
): { why?: Why; failure?: Failure } {
  const [known, setKnown] = useState<{ why?: Why; failure?: Failure }>({});
  useEffect(() => {
    const stop = new AbortController();
    call('service.why', engine, { project, service }, { signal: stop.signal }).then(
      (why) => setKnown({ why }),
      (thrown: unknown) =>
        stop.signal.aborted || setKnown(({ why }) => ({ ...(why && { why }), failure: failureOf(thrown) })),
    );
    return () => stop.abort(new Error('not looked at any more'));
  }, [engine, project, service, row?.state, row?.since, comebacks.value]);
  return known;
}

/** Why a service is as it is, and what to do. */
export function WhyView(props: WhyProps): JSX.Element {
  const { engine, project, service } = props;
  const topic = useTopic('project', engine, { project });
  const state = topic.value.data;
  const row = state?.services.find(({ name }) => name === service);
  const container = state?.containers.find((each) => each.service === service && !each.oneOff);
  const { why, failure } = useWhy(props, row);
  return (
    <>
      <header class="page-head">
        <h1>{service}</h1>
        {row && <StateText mood={row.mood} state={row.state} since={row.since} longer={row.longer} />}
        <div class="buttons end">
          {container && (
            <a class="button" href={withQuery(projectAddress(engine, project), drawerQuery(container.name))}>
              Open the container
            </a>
          )}
          <a class="button" href={projectAddress(engine, project)}>
            All of {project}
          </a>
        </div>
      </header>
      <TopicView of={topic}>
        {() => {
          if (why !== undefined) return <WhySections engine={engine} project={project} why={why} />;
          return failure === undefined ? <Loading /> : <FailureBlock failure={failure} />;
        }}
      </TopicView>
    </>
  );
}

import type { JSX } from 'preact';
import { useTopic } from '../../connection/index.ts';
import { Empty, Tabs, TopicView } from '../../parts/index.ts';
import { Lazy } from '../../parts/lazy.tsx';
import { projectAddress } from '../../routing/index.ts';
import { type ProjectTabProps, projectTabs } from '../../views.ts';
import { DriftBanner } from './drift-banner.tsx';
import { ProjectHeader } from './project-header.tsx';
import './project.css';

/** A project: how it is, what can be done with it, and its parts as tabs. */
export function ProjectView({ engine, project, tab }: ProjectTabProps & { tab: string }): JSX.Element {
  const topic = useTopic('project', engine, { project });
  const view = projectTabs.find(({ key }) => key === tab);
  const tabs = projectTabs.map(({ key, title }) => ({
    key,
    title,
    to: projectAddress(engine, project, key),
  }));
  return (
    <TopicView of={topic}>
      {(state) => (
        <>
          <ProjectHeader engine={engine} state={state} />
          <DriftBanner engine={engine} state={state} />
          <Tabs label="Parts of the project" tabs={tabs} current={tab} />
          <div class="project-body">
            {view === undefined ? (
              <Empty title="There is no such page">
                <p>
                  <a href={projectAddress(engine, project)}>Its services</a>
                </p>
              </Empty>
            ) : (
              <Lazy key={tab} load={view.load} props={{ engine, project }} />
            )}
          </div>
        </>
      )}
    </TopicView>
  );
}

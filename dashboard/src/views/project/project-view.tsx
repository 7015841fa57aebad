import type { JSX } from 'preact';
import { Empty, Tabs } from '../../parts/index.ts';
import { Lazy } from '../../parts/lazy.tsx';
import { projectAddress } from '../../routing/index.ts';
import { type ProjectTabProps, projectTabs } from '../../views.ts';

export function ProjectView({ engine, project, tab }: ProjectTabProps & { tab: string }): JSX.Element {
  const view = projectTabs.find(({ key }) => key === tab);
  const tabs = projectTabs.map(({ key, title }) => ({
    key,
    title,
    to: projectAddress(engine, project, key),
  }));
  return (
    <>
      <div class="page-head">
        <h1>{project}</h1>
      </div>
      <Tabs label="Parts of the project" tabs={tabs} current={tab} />
      {view === undefined ? (
        <Empty title="There is no such page" />
      ) : (
        <Lazy key={tab} load={view.load} props={{ engine, project }} />
      )}
    </>
  );
}

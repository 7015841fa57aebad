import type { JSX } from 'preact';
import { Empty } from '../parts/index.ts';
import { Lazy, type Load, loadPart } from '../parts/lazy.tsx';
import { homeAddress, type Place } from '../routing/index.ts';
import { type ProjectTabProps, pages, projectTabs } from '../views.ts';

const loadProject: Load<ProjectTabProps & { tab: string }> = async () =>
  (await import('../views/project/project-view.tsx')).ProjectView;

const loadWhy: Load<ProjectTabProps & { service: string }> = async () =>
  (await import('../views/why/why-view.tsx')).WhyView;

/** Who draws it says what failed. */
function soon<Props extends object>(load: Load<Props>): void {
  void loadPart(load).catch(() => undefined);
}

/** Begins to load what an address is drawn with. */
export function preload({ page, tab }: Place): void {
  if (page === 'why') return soon(loadWhy);
  if (page === 'project') soon(loadProject);
  const view = page === 'project' ? projectTabs.find(({ key }) => key === tab) : undefined;
  if (view !== undefined) soon(view.load);
  const own = pages.find(({ key }) => key === page);
  if (own !== undefined) soon(own.load);
}

/** The view that an address names. */
export function PageView({ place }: { place: Place }): JSX.Element {
  const { engine, page, project = '', tab = '', service = '' } = place;
  if (page === 'project') return <Lazy load={loadProject} props={{ engine, project, tab }} />;
  if (page === 'why')
    return <Lazy key={`${project}/${service}`} load={loadWhy} props={{ engine, project, service }} />;
  const view = pages.find(({ key }) => key === page);
  if (view !== undefined) return <Lazy key={view.key} load={view.load} props={{ engine }} />;
  return (
    <>
      <h1 class="visually-hidden">Not found</h1>
      <Empty title="There is no such page">
        <p>
          <a href={homeAddress(engine)}>Go home</a>
        </p>
      </Empty>
    </>
  );
}

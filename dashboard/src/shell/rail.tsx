import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useTopic } from '../connection/index.ts';
import { Icon, MoodText } from '../parts/index.ts';
import { homeAddress, type Place, pageAddress, projectAddress } from '../routing/index.ts';
import { pages } from '../views.ts';
import { EngineMenu } from './engine-menu.tsx';
import { Mark } from './mark.tsx';

export const RAIL_ID = 'rail';

const media = matchMedia('(max-width: 900px)');
/** The rail has no room beside the page: it is opened over it. */
const narrow = signal(media.matches);
media.addEventListener('change', ({ matches }) => {
  narrow.value = matches;
});

/** Open over the page, it has done its work when something is chosen. */
function closeOnLink({ target, currentTarget }: MouseEvent): void {
  const rail = currentTarget as HTMLElement;
  if (narrow.peek() && (target as Element).closest('a') !== null) rail.hidePopover();
}

/** Where one can go: projects first, then kinds of objects. */
export function Rail({ place }: { place: Place }): JSX.Element {
  const { engine, page } = place;
  return (
    <nav
      aria-label="Pages"
      id={RAIL_ID}
      class="rail"
      popover={narrow.value ? 'auto' : undefined}
      onClick={closeOnLink}
    >
      <a class="brand" href={homeAddress(engine)}>
        <Mark />
        tutti
      </a>
      <div>
        <ul>
          {pages.slice(0, 1).map((view) => (
            <PageLink key={view.key} view={view} engine={engine} current={page === view.key} />
          ))}
        </ul>
        <Projects place={place} />
        <h2>Engine</h2>
        <ul>
          {pages.slice(1).map((view) => (
            <PageLink key={view.key} view={view} engine={engine} current={page === view.key} />
          ))}
        </ul>
      </div>
      <div class="rail-foot">
        <EngineMenu engine={engine} />
      </div>
    </nav>
  );
}

interface PageLinkProps {
  view: (typeof pages)[number];
  engine: string;
  current: boolean;
}

function PageLink({ view, engine, current }: PageLinkProps): JSX.Element {
  return (
    <li>
      <a href={pageAddress(engine, view.key)} aria-current={current ? 'page' : undefined}>
        <Icon node={view.icon} />
        {view.title}
      </a>
    </li>
  );
}

function Projects({ place }: { place: Place }): JSX.Element | null {
  const projects = useTopic('home', place.engine, {}).value.data?.projects ?? [];
  if (projects.length === 0) return null;
  return (
    <>
      <h2>Projects</h2>
      <ul>
        {projects.slice(0, 12).map(({ name, mood }) => (
          <li key={name}>
            <a
              href={projectAddress(place.engine, name)}
              aria-current={place.project === name ? 'page' : undefined}
            >
              <MoodText mood={mood}>{name}</MoodText>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

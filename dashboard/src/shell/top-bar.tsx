import { Menu as MenuIcon } from 'lucide';
import type { JSX } from 'preact';
import { Button } from '../parts/index.ts';
import { homeAddress, type Place, projectAddress } from '../routing/index.ts';
import { pages } from '../views.ts';
import { RAIL_ID } from './rail.tsx';
import { ThemeMenu } from './theme-menu.tsx';

function Crumbs({ place }: { place: Place }): JSX.Element {
  const { engine, project, service, page } = place;
  const title = pages.find(({ key }) => key === page)?.title;
  return (
    <nav class="crumbs" aria-label="Where you are">
      {project === undefined ? (
        <span aria-current="page">{title ?? page}</span>
      ) : (
        <>
          <a href={homeAddress(engine)}>Home</a>
          <span aria-hidden="true">/</span>
          <a href={projectAddress(engine, project)} aria-current={service === undefined ? 'page' : undefined}>
            {project}
          </a>
          {service !== undefined && (
            <>
              <span aria-hidden="true">/</span>
              <span aria-current="page">{service}: why?</span>
            </>
          )}
        </>
      )}
    </nav>
  );
}

export function TopBar({ place }: { place: Place }): JSX.Element {
  return (
    <header class="top-bar">
      <Button kind="quiet" icon={MenuIcon} label="Pages" opens={RAIL_ID} class="rail-opener" />
      <Crumbs place={place} />
      <ThemeMenu />
    </header>
  );
}

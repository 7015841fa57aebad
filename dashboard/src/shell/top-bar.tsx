import { GraduationCap, Keyboard, Menu as MenuIcon, Search } from 'lucide';
import type { JSX } from 'preact';
import { keysShown, paletteShown } from '../keys/index.ts';
import { learning } from '../learn/index.ts';
import { Button } from '../parts/index.ts';
import { homeAddress, type Place, projectAddress } from '../routing/index.ts';
import { pages } from '../views.ts';
import { RAIL_ID } from './rail.tsx';
import { ThemeMenu } from './theme-menu.tsx';

const MOD = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl ';

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
      <Button
        class="palette-opener"
        icon={Search}
        onClick={() => {
          paletteShown.value = true;
        }}
      >
        <span class="wide-text">Find anything</span>
        <kbd class="wide-only" aria-hidden="true">
          {MOD}K
        </kbd>
      </Button>
      <Button
        kind="quiet"
        icon={GraduationCap}
        label="Learn mode"
        pressed={learning.value}
        onClick={() => {
          learning.value = !learning.value;
        }}
      />
      <Button
        kind="quiet"
        icon={Keyboard}
        label="Keys"
        class="wide-only"
        onClick={() => {
          keysShown.value = true;
        }}
      />
      <ThemeMenu />
    </header>
  );
}

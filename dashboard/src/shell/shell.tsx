import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { connected, refusal, welcome } from '../connection/index.ts';
import { useKeys } from '../keys/index.ts';
import { LearnMode } from '../learn/learn-mode.tsx';
import { FailureBlock, Toasts } from '../parts/index.ts';
import { homeAddress, type Place, placeOf, projectAddress } from '../routing/index.ts';
import { measure } from '../stats/index.ts';
import { Overlays } from './overlays.tsx';
import { PageView } from './page-view.tsx';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';

/** An address without an engine is that of what the command line named. */
function useFirstAddress(place: Place | undefined): void {
  const { route } = useLocation();
  useSignalEffect(() => {
    const hello = welcome.value;
    if (hello === undefined || place !== undefined) return;
    const { engine, project } = hello;
    route(project === undefined ? homeAddress(engine) : projectAddress(engine, project), true);
  });
}

/** What index.html shows goes when there is something to draw. */
function useFrameUntil(there: boolean): void {
  useLayoutEffect(() => {
    if (there) document.getElementById('frame')?.remove();
  }, [there]);
}

function titleOf({ page, project, service, tab }: Place): string {
  return [service, project, project === undefined ? page : tab, 'tutti'].filter(Boolean).join(' · ');
}

export function Shell(): JSX.Element | null {
  const { path } = useLocation();
  const place = placeOf(path);
  useFirstAddress(place);
  useKeys(place);
  useLayoutEffect(() => {
    if (place !== undefined) document.title = titleOf(place);
    scrollTo(0, 0);
  }, [path]);
  useEffect(() => (place === undefined ? undefined : measure(place.engine)), [place?.engine]);
  useFrameUntil(place !== undefined || refusal.value !== undefined);
  if (refusal.value !== undefined) return <FailureBlock failure={refusal.value} />;
  if (place === undefined) return null;
  return (
    <div class="shell">
      <a class="button skip-link" href="#main">
        To the content
      </a>
      <Rail place={place} />
      <div class="shell-main">
        <TopBar place={place} />
        <main id="main" class="page" tabIndex={-1} data-connected={connected.value}>
          <LearnMode place={place} over={false} />
          <PageView place={place} />
        </main>
      </div>
      <Overlays place={place} />
      <Toasts />
    </div>
  );
}

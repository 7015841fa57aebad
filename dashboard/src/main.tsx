import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { connect } from './connection/index.ts';
import './parts/tokens.css';
import './parts/base.css';
import { placeOf } from './routing/index.ts';
import { preload } from './shell/page-view.tsx';
import { Shell } from './shell/shell.tsx';

// Before anything is drawn: meanwhile the server answers, and parts of the page come.
connect();
const place = placeOf(location.pathname);
if (place !== undefined) preload(place);

/** Calls once the page's frame has been painted; where nothing is painted, as behind another tab, soon anyway. */
function afterFrame(draw: () => void): void {
  let drawn = false;
  const once = () => {
    if (drawn) return;
    drawn = true;
    draw();
  };
  requestAnimationFrame(() => void setTimeout(once));
  setTimeout(once, 200);
}

afterFrame(() => {
  const root = document.getElementById('app');
  if (root === null) return;
  render(
    <LocationProvider>
      <Shell />
    </LocationProvider>,
    root,
  );
});

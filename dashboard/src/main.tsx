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

const root = document.getElementById('app');
if (root !== null) {
  render(
    <LocationProvider>
      <Shell />
    </LocationProvider>,
    root,
  );
}

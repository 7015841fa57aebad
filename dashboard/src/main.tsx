import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { connect } from './connection/index.ts';
import './parts/tokens.css';
import './parts/base.css';
import { Shell } from './shell/shell.tsx';

const root = document.getElementById('app');
if (root !== null) {
  render(
    <LocationProvider>
      <Shell />
    </LocationProvider>,
    root,
  );
}
void connect();

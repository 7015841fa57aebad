import { render } from 'preact';
import type { WelcomeFrame } from '../../src/dashboard-api/index.ts';

const nothing: WelcomeFrame['project'] = undefined;
const root = document.getElementById('app');
if (root !== null) render(<main>{nothing}</main>, root);

import type { JSX } from 'preact';
import type { PageProps } from '../../views.ts';
import { DonePanel } from './done-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import './activity.css';

/** What was done on this page, and what happened on the engine. */
export function ActivityView({ engine }: PageProps): JSX.Element {
  return (
    <div class="activity">
      <header class="page-head">
        <h1>Activity</h1>
      </header>
      <DonePanel engine={engine} />
      <EventsPanel engine={engine} />
    </div>
  );
}

import { GraduationCap } from 'lucide';
import type { JSX } from 'preact';
import { CommandLine, Icon } from '../parts/index.ts';
import type { Place } from '../routing/index.ts';
import { lessonOf } from './lessons.ts';
import { TermList } from './term-list.tsx';
import './learn-strip.css';

interface LearnStripProps {
  place: Place;
  container: string;
  pane: string;
}

/** What one would type to see the same, what the engine is asked, and what the words mean. */
export function LearnStrip({ place, container, pane }: LearnStripProps): JSX.Element | null {
  const lesson = lessonOf(place, container, pane);
  if (lesson === undefined) return null;
  return (
    <aside class="learn-strip" aria-label="Learn mode">
      <section>
        <h2>
          <Icon node={GraduationCap} size={14} /> The same on the command line
        </h2>
        <CommandLine command={lesson.command} />
        {lesson.calls.map((call) => (
          <p key={call} class="calls">
            <code>{call}</code>
          </p>
        ))}
      </section>
      <TermList roots="main, .drawer" />
    </aside>
  );
}

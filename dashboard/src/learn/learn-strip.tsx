import { GraduationCap, MousePointerClick } from 'lucide';
import type { JSX } from 'preact';
import { CommandLine, Icon } from '../parts/index.ts';
import type { Place } from '../routing/index.ts';
import { lastClick } from './last-click.ts';
import { type Lesson, lessonOf } from './lessons.ts';
import { TermList } from './term-list.tsx';
import './learn-strip.css';

export interface LearnStripProps {
  place: Place;
  container: string;
  pane: string;
}

/** What one would type to see the same, what the last click asked, what the engine is asked, and what the words mean. */
export function LearnStrip({ place, container, pane }: LearnStripProps): JSX.Element | null {
  const lesson = lessonOf(place, container, pane);
  if (lesson === undefined) return null;
  return (
    <section class="learn-strip" aria-label="Learn mode">
      <div>
        <h2>
          <Icon node={GraduationCap} size={14} /> The same on the command line
        </h2>
        <LessonView {...lesson} />
        <LastClick />
      </div>
      <TermList roots="main, .drawer" />
    </section>
  );
}

function LessonView({ command, calls }: Lesson): JSX.Element {
  return (
    <>
      <CommandLine command={command} />
      {calls.map((call) => (
        <p key={call} class="calls">
          <code>{call}</code>
        </p>
      ))}
      {calls.length === 0 && <p class="calls">The engine is not asked: this is in files.</p>}
    </>
  );
}

function LastClick(): JSX.Element | null {
  const lessons = lastClick.value;
  if (lessons.length === 0) return null;
  return (
    <>
      <h2>
        <Icon node={MousePointerClick} size={14} /> Your last click
      </h2>
      <ul class="learn-clicks" tabIndex={0} aria-label="What your last click asked">
        {lessons.map((lesson) => (
          <li key={lesson.command} data-asked={lesson.names.join(' ')}>
            <LessonView {...lesson} />
          </li>
        ))}
      </ul>
    </>
  );
}

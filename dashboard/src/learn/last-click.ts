import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Asked, onAsked } from '../connection/index.ts';
import { lessonOfAsked } from './asked-lessons.ts';
import { learning } from './learning.ts';
import type { Lesson } from './lessons.ts';

export interface AskedLesson extends Lesson {
  /** Of the page's calls and topics: `files.list`. */
  names: string[];
}

const shown: Signal<readonly AskedLesson[]> = signal<readonly AskedLesson[]>([]);

/** What was asked since the last click, or key, that asked anything. */
export const lastClick: ReadonlySignal<readonly AskedLesson[]> = shown;

let begins = true;

function begin(): void {
  begins = true;
}

function take(asked: Asked): void {
  const lesson = lessonOfAsked(asked);
  if (lesson === undefined) return;
  const before = begins ? [] : shown.peek();
  begins = false;
  const { name } = asked;
  const same = before.find(({ command }) => command === lesson.command);
  const entry = { ...lesson, names: [...new Set([...(same?.names ?? []), name])] };
  shown.value =
    same === undefined ? [...before, entry] : before.map((each) => (each === same ? entry : each));
}

/** Not of one view: a click may take the strip from one place to another. */
effect(() => {
  if (!learning.value) return undefined;
  const unlisten = onAsked(take);
  addEventListener('pointerdown', begin, true);
  addEventListener('keydown', begin, true);
  return () => {
    unlisten();
    removeEventListener('pointerdown', begin, true);
    removeEventListener('keydown', begin, true);
    shown.value = [];
  };
});

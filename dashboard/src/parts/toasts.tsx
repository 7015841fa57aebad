import { signal } from '@preact/signals';
import { X } from 'lucide';
import type { JSX } from 'preact';
import type { Mood } from '../../../src/dashboard-api/index.ts';
import { Button } from './button.tsx';
import { MoodText } from './mood.tsx';
import './toasts.css';

export interface Toast {
  mood: Mood;
  text: string;
  detail?: string;
  /** Where more is told. */
  link?: { to: string; text: string };
}

const SHOWN_MS = 6_000;

const toasts = signal<(Toast & { id: number })[]>([]);
let last = 0;

function dismiss(id: number): void {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

/** Says what came of something; failures stay until they are closed. */
export function toast(shown: Toast): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.peek(), { ...shown, id }].slice(-4);
  if (shown.mood !== 'failing') setTimeout(() => dismiss(id), SHOWN_MS);
}

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, mood, text, detail, link }) => (
        <div key={id} class="toast">
          <div>
            <MoodText mood={mood}>{text}</MoodText>
            {detail && <p class="muted small">{detail}</p>}
            {link && (
              <a class="small" href={link.to}>
                {link.text}
              </a>
            )}
          </div>
          <Button kind="quiet" size="small" icon={X} label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}

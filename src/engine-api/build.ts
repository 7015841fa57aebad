/** What a build tells while it runs. */
import type { JsonMessage } from './image.ts';

/** Typed progress of a build; the lines of `POST /tutti/build`, and what the engine makes the classic text stream of. `at` in Unix milliseconds. */
export type BuildEvent =
  /** First of all: the id of the record that the engine keeps of this build. */
  | { kind: 'recorded'; id: string }
  | { kind: 'step-started'; id: string; name: string; stage: string | undefined; at: number }
  | { kind: 'step-output'; id: string; stream: 'stdout' | 'stderr'; text: string }
  | { kind: 'step-progress'; id: string; message: JsonMessage }
  | { kind: 'step-done'; id: string; cached: boolean; at: number }
  | { kind: 'step-failed'; id: string; error: string; exitCode?: number; at: number }
  | { kind: 'warning'; message: string; line?: number; code?: string; url?: string };

/** The last line of `POST /tutti/build`: the image's id, or why there is none, with the status as an error of HTTP. */
export type BuildOutcome =
  | { kind: 'built'; id: string }
  | CheckOutcome
  | { kind: 'failed'; status: number; message: string };

/** The last line of one with `Check`: how many warnings there are, and their text in the form of `docker build --check`. */
export interface CheckOutcome {
  kind: 'checked';
  warnings: number;
  text: string;
}

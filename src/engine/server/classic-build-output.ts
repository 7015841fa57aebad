import type { BuildEvent, JsonMessage } from '../../engine-api/index.ts';

/**
 * Turns a build's events into the text that clients of `POST /build` print: `Step 1 : FROM …`, a step's output, and the lines
 * that scripts look for (`Successfully built`, `Successfully tagged`). Steps of different stages run at the same time here, so
 * one that speaks after another is named again.
 */
export class ClassicBuildOutput {
  readonly #write: (message: JsonMessage) => void;
  readonly #quiet: boolean;
  readonly #names = new Map<string, string | undefined>();
  #speaking: string | undefined;

  constructor(write: (message: JsonMessage) => void, quiet: boolean) {
    this.#write = write;
    this.#quiet = quiet;
  }

  show(event: BuildEvent): void {
    if (this.#quiet) return;
    switch (event.kind) {
      case 'step-started':
        this.#names.set(event.id, stepLine(event.name));
        this.#speak(event.id);
        break;
      case 'step-output':
        this.#speak(event.id);
        this.#write({ stream: event.text });
        break;
      case 'step-progress':
        this.#write(event.message);
        break;
      case 'step-done':
        if (!event.cached) break;
        this.#speak(event.id);
        this.#write({ stream: ' ---> Using cache\n' });
        break;
      case 'warning':
        this.#write({ stream: `[Warning] ${event.message}\n` });
        break;
      case 'recorded':
        break;
      case 'step-failed':
        // The error that ends the build says the same.
        break;
    }
  }

  finish(id: string, tags: string[]): void {
    this.#write({ aux: { ID: id } });
    if (this.#quiet) {
      this.#write({ stream: `${id}\n` });
      return;
    }
    this.#write({ stream: `Successfully built ${id.replace(/^sha256:/, '').slice(0, 12)}\n` });
    for (const tag of tags) this.#write({ stream: `Successfully tagged ${tag}\n` });
  }

  #speak(id: string): void {
    if (this.#speaking === id) return;
    this.#speaking = id;
    const line = this.#names.get(id);
    if (line !== undefined) this.#write({ stream: line });
  }
}

/** `[build 2/3] COPY a /b` as `Step 2/3 : COPY a /b`. The builder's own steps (`[internal] …`) are none of the file's. */
function stepLine(name: string): string | undefined {
  const match = /^\[(?:.* )?(\d+\/\d+)\] (.*)$/s.exec(name);
  return match ? `Step ${match[1]} : ${match[2]}\n` : undefined;
}

/** Which lines belong to the one before: stack traces of Python, Java, Node, Go and the like; closing brackets; what is indented. */

type State = 'plain' | 'python' | 'python-end' | 'go';

/** A trace is written at once: milliseconds between two lines of one. */
const APART = 2_000;

/** Lines of one record; what goes on for longer is no trace. */
const LONGEST = 500;

const javaOrNet = /^(?:Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames)|--- End of )/;
const pythonChain = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const pythonStart = /^(?:Traceback \(most recent call last\):| *\+ Exception Group Traceback)/;
const goStart = /^(?:panic: |fatal error: |goroutine \d+ \[)/;
const goFrame = /^(?:goroutine \d+ \[|created by |\[signal |exit status \d|[\w./*()-]+\(.*\)$)/;
const rust = /^(?:note: run with `RUST_BACKTRACE|stack backtrace:)/;
const closing = /^[)\]}]+[;,]?$/;
const failing = /(?:error|exception|fatal|critical|fail)/i;

/** Of one stream of one container, line by line. */
export class Continuation {
  #state: State = 'plain';
  #lines = 0;
  #time = '';
  #head = '';

  /** Whether it belongs to the line before. `plain` is without colours, `time` as in `LogAddress`. */
  push(plain: string, time: string): boolean {
    const continues =
      this.#lines > 0 && this.#lines < LONGEST && this.#isContinued(plain) && isSoon(this.#time, time);
    this.#time = time;
    if (continues) this.#lines++;
    else {
      this.#lines = 1;
      this.#state = 'plain';
      this.#head = plain;
    }
    this.#advance(plain, continues);
    return continues;
  }

  #isContinued(plain: string): boolean {
    const first = plain.charCodeAt(0);
    if (first === 32 || first === 9) return plain.trim() !== '';
    if (plain === '') return this.#state === 'python-end' || this.#state === 'go';
    if (javaOrNet.test(plain) || rust.test(plain) || closing.test(plain)) return true;
    switch (this.#state) {
      case 'python':
        return true;
      case 'python-end':
        return pythonChain.test(plain) || pythonStart.test(plain);
      case 'go':
        return goFrame.test(plain);
      default:
        // `logging.exception` writes its message first.
        return this.#lines === 1 && pythonStart.test(plain) && failing.test(this.#head.slice(0, 300));
    }
  }

  #advance(plain: string, continues: boolean): void {
    if (pythonStart.test(plain)) this.#state = 'python';
    else if (goStart.test(plain)) this.#state = 'go';
    else if (this.#state === 'python' && continues && !/^\s/.test(plain)) this.#state = 'python-end';
  }
}

/** Whether a line of `time` may continue one of `before`. */
export function isSoon(before: string, time: string): boolean {
  return before === time || Date.parse(time) - Date.parse(before) <= APART;
}

import { type ChildProcess, spawn } from 'node:child_process';

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/** A command on a terminal of its own (util-linux' script), to type into and to read from. */
export class Terminal implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #text = '';
  readonly #closed: Promise<number | null>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
      for (const check of this.#waiting) check();
    });
    this.#closed = new Promise((resolve) => child.once('close', resolve));
  }

  static open(
    command: string[],
    options: { cwd: string; env: Record<string, string | undefined>; columns?: number; rows?: number },
  ): Terminal {
    const size = `stty cols ${options.columns ?? 120} rows ${options.rows ?? 40}`;
    const line = `${size}; exec ${command.map(quote).join(' ')}`;
    const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
      cwd: options.cwd,
      env: { ...process.env, TERM: 'xterm-256color', ...options.env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new Terminal(child);
  }

  /** All that was printed, escape sequences included. */
  get raw(): string {
    return this.#text;
  }

  /** What was printed, without colours and cursor movements. */
  get text(): string {
    return this.#text.replace(/\u001b\[[0-9;?]*[A-Za-z]|\r/g, '');
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Waits until the text printed so far matches. */
  async shows(expected: RegExp, timeout = 60_000): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const check = () => {
      const match = expected.exec(this.text);
      if (match !== null) resolve(match);
    };
    const fail = (why: string) =>
      reject(new Error(`${why} before ${expected} was shown. It shows:\n${this.text}`));
    const timer = setTimeout(() => fail(`${timeout} ms passed`), timeout);
    void this.#closed.then((status) => fail(`the command ended with ${status}`));
    this.#waiting.add(check);
    check();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }

  /** The exit code, once the command has ended. */
  async ends(timeout = 60_000): Promise<number | null> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeout);
    const status = await this.#closed;
    clearTimeout(timer);
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    await this.#closed;
  }
}

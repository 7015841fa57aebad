/** One page: its subscriptions and calls, until its WebSocket ends. */
import * as z from 'zod/mini';
import type { Call, ServerFrame, Topic } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { Engines } from '../engines/engines.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { failureOf } from '../failure.ts';
import type { CallHandler, HandlerContext, Registry, TopicHandler } from '../registry.ts';
import type { Settings } from '../settings.ts';
import { type FollowedTopic, followTopic } from './follow-topic.ts';
import { Outlet } from './outlet.ts';
import type { CheckedFrame } from './page-frames.ts';

/** More at once is no page of ours. */
const atMost = 500;

interface Running {
  stop: AbortController;
  outlet?: Outlet<Topic>;
  outlivesPage?: boolean;
}

export interface ConnectionOptions {
  registry: Registry;
  settings: Settings;
  engines: Engines;
  send: (frame: ServerFrame) => void;
}

export class Connection implements Disposable {
  readonly #options: ConnectionOptions;
  readonly #running = new Map<number, Running>();
  readonly #kept = new Map<string, unknown>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** @throws when the page breaks the protocol: its connection is to be ended */
  receive(frame: CheckedFrame): void {
    switch (frame.kind) {
      case 'subscribe':
        this.#start(frame.id, (running) => this.#subscribe(frame, running));
        return;
      case 'call':
        this.#start(frame.id, (running) => this.#call(frame, running));
        return;
      case 'taken':
        this.#running.get(frame.id)?.outlet?.taken(frame.seq);
        return;
      case 'unsubscribe':
      case 'cancel':
        this.#running.get(frame.id)?.stop.abort();
    }
  }

  [Symbol.dispose](): void {
    for (const { stop, outlivesPage } of this.#running.values()) if (!outlivesPage) stop.abort();
  }

  #start(id: number, work: (running: Running) => Promise<void>): void {
    if (this.#running.has(id)) throw new Error(`id ${id} is in use`);
    if (this.#running.size >= atMost) throw new Error(`more than ${atMost} subscriptions and calls at once`);
    const running: Running = { stop: new AbortController() };
    this.#running.set(id, running);
    void work(running).finally(() => this.#running.delete(id));
  }

  async #subscribe(frame: CheckedFrame & { kind: 'subscribe' }, running: Running): Promise<void> {
    const { id } = frame;
    const { signal } = running.stop;
    try {
      const { handler, params } = this.#topic(frame);
      using outlet = new Outlet<Topic>(id, this.#options.send, handler);
      running.outlet = outlet;
      const context = this.#context(noEngine, signal);
      if (handler.of === 'server') await handler.follow(params, outlet, context);
      else {
        const link = this.#options.engines.link(frame.engine);
        const tell: FollowedTopic['tell'] = (state) => {
          if (!signal.aborted) this.#options.send({ ...state, id });
        };
        await followTopic({ handler, params, outlet, context, link, tell });
      }
      if (signal.aborted) return;
      outlet.flush();
      this.#options.send({ kind: 'ended', id });
    } catch (error) {
      if (!signal.aborted) this.#options.send({ kind: 'ended', id, failure: failureOf(error) });
    }
  }

  async #call(frame: CheckedFrame & { kind: 'call' }, running: Running): Promise<void> {
    const { id } = frame;
    const { signal } = running.stop;
    using leases = new DisposableStack();
    const engine = (): Promise<LiveEngine> => {
      const lease = leases.use(this.#options.engines.link(frame.engine).lease());
      return lease.liveOrFail(signal);
    };
    try {
      const handler = this.#handlerOfCall(frame.call);
      running.outlivesPage = handler.outlivesPage ?? false;
      const params = checked(handler.params, frame.params);
      const progress = (data: unknown): void => {
        if (!signal.aborted) this.#options.send({ kind: 'progress', id, data });
      };
      const data = await handler.run(params, this.#context(engine, signal), progress);
      if (!signal.aborted) this.#options.send({ kind: 'result', id, data });
    } catch (error) {
      const failure = signal.aborted ? { code: 'cancelled', message: 'cancelled' } : failureOf(error);
      this.#options.send({ kind: 'failed', id, failure });
    }
  }

  #context(engine: HandlerContext['engine'], signal: AbortSignal): HandlerContext {
    const { settings, engines } = this.#options;
    return { settings, engines, engine, signal, connection: this.#kept };
  }

  #topic(frame: CheckedFrame & { kind: 'subscribe' }): { handler: TopicHandler<Topic>; params: object } {
    const { topics } = this.#options.registry;
    if (!Object.hasOwn(topics, frame.topic))
      throw new UserError('unknown-topic', `there is no topic ${JSON.stringify(frame.topic)}`);
    // The schema of the handler has the parameters of the handler.
    const handler = topics[frame.topic as keyof typeof topics] as unknown as TopicHandler<Topic>;
    return { handler, params: checked(handler.params, frame.params) };
  }

  #handlerOfCall(name: string): CallHandler<Call> {
    const { calls } = this.#options.registry;
    const handler = Object.hasOwn(calls, name)
      ? (calls[name as keyof typeof calls] as unknown as CallHandler<Call>)
      : undefined;
    if (handler === undefined || (handler.changes && this.#options.settings.readOnly))
      throw new UserError('unknown-call', `there is no call ${JSON.stringify(name)}`);
    return handler;
  }
}

function checked<T>(schema: z.ZodMiniType<T>, params: unknown): T {
  const result = z.safeParse(schema, params);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new UserError(
    'bad-parameters',
    `${where === '' ? 'parameters' : where}: ${issue?.message ?? 'not valid'}`,
  );
}

function noEngine(): Promise<never> {
  return Promise.reject(new Error('a topic of the server asks for an engine'));
}

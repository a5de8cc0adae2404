/**
 * The way of a streamed answer: provider's bytes -> client, as they are and when they come, with the meter beside them.
 *
 * - Until the first content nothing is lost by starting over: role-only events are kept back for a moment, and a
 *   candidate that fails before its content gives way to the next one.
 * - Past it, a failure ends the stream with an error in the client's own wire and without the end mark: a broken answer
 *   never looks complete.
 * - A client that hangs up ends the call to the provider; what was produced until then is in the meter.
 */

import type { Reading } from '../provider/contract.ts';
import type { Failure } from '../provider/failure.ts';
import type { Milliseconds } from '../unit.ts';
import { type Frame, Frames } from './frames.ts';
import { Meter } from './meter.ts';
import { type Head, Outlet } from './outlet.ts';

/** An opened candidate, as much as the relay needs of it. */
export interface Source {
  readonly model: string;
  readonly body: ReadableStream<Uint8Array>;
  readonly readEvent: (data: string) => Reading | null;
  /** Waits for the provider: rejects when it is too slow or the client has gone. */
  readonly patient: <T>(work: Promise<T>) => Promise<T>;
  /** Waits for the client: rejects when it does not take what was sent within the total time, or has gone. */
  readonly patientWithClient: <T>(work: Promise<T>) => Promise<T>;
  readonly gotBytes: () => void;
  /** Makes a failure of a rejection; throws it on when it says that the client has gone. */
  readonly failureFrom: (cause: unknown, message: string) => Failure;
  readonly failed: (kind: 'error_event' | 'malformed' | 'cut', message: string, said?: string) => Failure;
  /** Ends the call to the provider. */
  readonly end: () => void;
}

export interface RelayOptions {
  /** The next candidate that answers; null when none is left. Rejects when the client has gone. */
  readonly next: () => Promise<Source | null>;
  /** A source failed before its content: `next` will be asked again. */
  readonly report: (failure: Failure) => void;
  /** The usage chunk was our wish and not the client's: it is held back. */
  readonly withholdUsage: boolean;
  /** The failure as the last event of the client's wire. */
  readonly encodeFailure: (failure: Failure) => Uint8Array;
  /** How many answers were asked for. */
  readonly choices: number;
  /** How long role-only events are kept back. */
  readonly graceMs: Milliseconds;
  readonly onFirstContent: () => void;
  /** Aborted when the client has hung up, by the request's own signal or by `onClientGone`. */
  readonly clientGone: AbortSignal;
  /** A write found the client gone. */
  readonly onClientGone: () => void;
}

export interface Relayed {
  readonly ending: 'complete' | 'broken' | 'hung_up' | 'failed';
  /** Who answered, or was answering when the client left; null when nobody got as far. */
  readonly model: string | null;
  readonly failure: Failure | null;
  readonly meter: Meter;
}

interface Relay {
  /** Null: every candidate failed, or the client left, before a byte was sent. */
  readonly head: Promise<Head | null>;
  readonly done: Promise<Relayed>;
}

export function relay(options: RelayOptions): Relay {
  const out = new Outlet(options.onClientGone);
  const done = run(options, out);
  // When `run` ends without having committed, nobody answered. Its own failure is not lost: `done` carries it.
  const head = Promise.race([out.committed, done.then(() => null)]);
  return { head, done };
}

async function run(options: RelayOptions, out: Outlet): Promise<Relayed> {
  const nobody: Relayed = { ending: 'failed', model: null, failure: null, meter: new Meter() };
  let current: Relayed = nobody;
  try {
    for (let source = await options.next(); source !== null; source = await options.next()) {
      const meter = new Meter();
      current = { ending: 'hung_up', model: source.model, failure: null, meter };
      const pumped = await pump(source, meter, options, out).finally(() => source.end());
      if (pumped.ending !== 'failed') return { ...current, ...pumped };
      options.report(pumped.failure);
      current = { ...nobody, failure: pumped.failure };
    }
    // Role-only events may have gone out under a grace that ran out: the stream has begun and must say how it ended.
    if (current.failure !== null) await out.close(options.encodeFailure(current.failure));
    return current;
  } catch (cause) {
    if (!options.clientGone.aborted) throw cause;
    return { ...current, ending: 'hung_up' };
  }
}

type Pumped =
  | { readonly ending: 'complete'; readonly failure: null }
  | { readonly ending: 'broken' | 'failed'; readonly failure: Failure };

/** One source to its end. `failed`: before any content, so that another may take over. */
async function pump(source: Source, meter: Meter, options: RelayOptions, out: Outlet): Promise<Pumped> {
  const frames = new Frames();
  const reader = source.body.getReader();
  const grace = new Grace(options.graceMs, () => {
    out.commit(source.model);
    // A client that is gone by now is noticed by the loop below; this write has nobody to tell.
    out.flush().catch(options.onClientGone);
  });
  const finishedChoices = new Set<number>();
  let answering = false;

  /** What the events make of the stream: null while it goes on. */
  const take = async (events: readonly Frame[]): Promise<Pumped | null> => {
    for (const frame of events) {
      const reading = frame.data === null ? null : source.readEvent(frame.data);
      if (frame.data !== null && reading === null) {
        return breakOff(source.failed('malformed', 'sent an event that cannot be read'));
      }
      if (reading !== null && reading.error !== null) {
        return breakOff(source.failed('error_event', 'failed', reading.error));
      }
      if (reading !== null) meter.add(reading);
      for (const choice of reading?.finished ?? []) finishedChoices.add(choice);
      const says = reading?.content === true || reading?.done === true || finishedChoices.size > 0;
      if (!answering && says) {
        answering = true;
        grace.cancel();
        out.commit(source.model);
        options.onFirstContent();
      }
      if (!(options.withholdUsage && reading?.usageOnly === true)) out.add(frame.bytes);
      if (reading?.done === true) return finish();
    }
    // Comments and pings are no sign of an answer: only events with data start the grace.
    if (!answering && events.some(({ data }) => data !== null)) grace.begin();
    await source.patientWithClient(out.flush());
    return null;
  };

  const finish = async (): Promise<Pumped> => {
    await source.patientWithClient(out.close());
    return { ending: 'complete', failure: null };
  };

  const breakOff = async (failed: Failure): Promise<Pumped> => {
    if (!answering) {
      out.forget();
      return { ending: 'failed', failure: failed };
    }
    // A client that takes nothing, not even this, must not keep the request from being settled.
    await source.patientWithClient(out.close(options.encodeFailure(failed))).catch((cause) => out.abort(cause));
    return { ending: 'broken', failure: failed };
  };

  try {
    for (;;) {
      const { done, value } = await source.patient(reader.read());
      if (done) break;
      source.gotBytes();
      const over = await take(frames.push(value));
      if (over !== null) return over;
    }
    const rest = frames.rest();
    const over = rest === null ? null : await take([rest]);
    if (over !== null) return over;
    // Some providers leave the end mark out. Their stream is whole when every choice has said why it stopped.
    if (finishedChoices.size >= options.choices) return await finish();
    return await breakOff(source.failed('cut', 'ended its stream without an end'));
  } catch (cause) {
    if (options.clientGone.aborted) throw cause;
    return await breakOff(source.failureFrom(cause, 'broke off its stream'));
  } finally {
    grace.cancel();
  }
}

/** Commits to a source whose role-only events have waited long enough. */
class Grace {
  readonly #ms: Milliseconds;
  readonly #expire: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: Milliseconds, expire: () => void) {
    this.#ms = ms;
    this.#expire = expire;
  }

  begin(): void {
    this.#timer ??= setTimeout(this.#expire, this.#ms);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}

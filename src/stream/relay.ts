/**
 * The way of a streamed answer: provider's bytes -> client, when they come, with the meter beside them. Where the provider
 * speaks the client's wire the bytes go as they are; else each event's Parts are written anew.
 *
 * - Until the first content nothing is lost by starting over: role-only events are kept back for a moment, and a
 *   candidate that fails before its content gives way to the next one.
 * - Past it, a failure ends the stream with an error in the client's own wire and without the end mark: a broken answer
 *   never looks complete. Where the policy says so, the next candidate goes on with what the client has read instead.
 * - A client that hangs up ends the call to the provider, at once or when its usage has come (`hang-up.ts`); what was
 *   produced until then is in the meter.
 */

import type { Cancellation } from '../cancellation.ts';
import type { Why } from '../error.ts';
import type { TokenUsage } from '../part.ts';
import type { Dialect, StreamReader } from '../provider/contract.ts';
import type { Failure } from '../provider/failure.ts';
import type { Body } from '../provider/read-ahead.ts';
import type { Milliseconds } from '../unit.ts';
import type { Encoder } from '../wire/wire.ts';
import type { HangUp } from './hang-up.ts';
import { Meter } from './meter.ts';
import { type Head, Outlet } from './outlet.ts';
import { pump } from './pump.ts';
import { Seam } from './seam.ts';
import { Told } from './told.ts';

/** An opened candidate, as much as the relay needs of it. */
export interface Source {
  readonly model: string;
  readonly body: Body;
  readonly framing: Dialect['framing'];
  readonly reader: StreamReader;
  /** Its bytes are what the client's wire expects. */
  readonly verbatim: boolean;
  /** The body, where it is a stream of the runtime's own, which can hand it on without us. */
  readonly native?: ReadableStream<Uint8Array> | null;
  /** Fields of the request that it was not sent. */
  readonly dropped: readonly string[];
  /** Waits for the provider: rejects when it is too slow or the client has gone. */
  readonly patient: <T>(work: Promise<T>) => Promise<T>;
  /** Waits for the client: rejects when it does not take what was sent within the total time, or has gone. */
  readonly patientWithClient: <T>(work: Promise<T>) => Promise<T>;
  readonly gotBytes: () => void;
  /** The provider's last byte has come: its call is over by itself. */
  readonly gotAll: () => void;
  /** Makes a failure of a rejection; throws it on when it says that the client has gone. */
  readonly failureFrom: (cause: unknown, message: string) => Failure;
  readonly failed: (
    kind: 'error_event' | 'malformed' | 'cut',
    message: string,
    said?: string,
    status?: number | null,
  ) => Failure;
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
  /** A writer of the client's wire. Who takes over an answer that has begun goes on with the same one. */
  readonly encoder: () => Encoder;
  /** What the client is told of a failure past the first byte. */
  readonly whyBroken: (failure: Failure) => Why;
  /** How long role-only events are kept back. */
  readonly graceMs: Milliseconds;
  readonly onFirstContent: () => void;
  /** Aborted when the client has hung up, by the request's own signal or by `onClientGone`. */
  readonly clientGone: Cancellation;
  /** A write found the client gone. */
  readonly onClientGone: () => void;
  /** Says whether the provider is read on when the client has gone. Without it, it is not. */
  readonly hangUp?: Pick<HangUp, 'isDraining' | 'read' | 'beforeLeaving'>;
  /** Without it, an answer that breaks off has broken off. */
  readonly takeover?: Takeover;
}

export interface Takeover {
  /**
   * What becomes of a stream in the client's own wire, so that another can go on with it. `followed`: it goes out as it
   * came, and the encoder reads along, as is enough for a wire whose events do not count what came before. `translated`:
   * it is written anew from its first event, so that every index is the encoder's. `kept`: it goes out as it came, and
   * nobody goes on with it.
   */
  readonly verbatim: 'followed' | 'translated' | 'kept';
  /** An answer broke off. True when `next` is going to find somebody who goes on with it, if he answers. */
  readonly begin: (told: Told, meter: Meter, failure: Failure) => boolean;
  /** What the whole answer came to, whose last part its provider counts as `last`. */
  readonly counted: (last: TokenUsage, earlier: readonly Earlier[]) => TokenUsage;
}

export interface Relayed {
  readonly ending: 'complete' | 'broken' | 'hung_up' | 'failed';
  /** Who answered, or was answering when the client left; null when nobody got as far. */
  readonly model: string | null;
  readonly failure: Failure | null;
  readonly meter: Meter;
  /** Whose answers broke off and were gone on with by the next, in order. */
  readonly earlier: readonly Earlier[];
  /** One of ours, which broke it off: the meters hold what had come until then. */
  readonly fault?: unknown;
}

export interface Earlier {
  readonly model: string;
  readonly meter: Meter;
}

interface Relay {
  /** Null: every candidate failed, or the client left, before a byte was sent. */
  readonly head: Promise<Head | null>;
  readonly done: Promise<Relayed>;
}

export function relay(options: RelayOptions): Relay {
  const out = new Outlet(options.onClientGone, () => options.hangUp?.isDraining === true);
  const done = run(options, out);
  // When `run` ends without having committed, nobody answered. A fault is not lost: `done` carries it.
  const head = Promise.race([out.committed, done.then(() => null)]);
  return { head, done };
}

async function run(options: RelayOptions, out: Outlet): Promise<Relayed> {
  const earlier: Earlier[] = [];
  const nobody: Relayed = { ending: 'failed', model: null, failure: null, meter: new Meter(), earlier };
  const told = new Told();
  let current: Relayed = nobody;
  try {
    let encoder = options.encoder();
    for (let source = await options.next(); source !== null; source = await options.next()) {
      const meter = new Meter();
      current = { ...nobody, ending: 'hung_up', model: source.model, meter };
      const isFirst = earlier.length === 0;
      if (isFirst && !out.hasBegun) encoder = options.encoder();
      const joint = (last: TokenUsage) => options.takeover?.counted(last, earlier) ?? last;
      const pen = { meter, encoder, out, told, seam: isFirst ? null : new Seam(told.text, joint) };
      const pumped = await pump(source, pen, options).finally(() => source.end());
      if (pumped.ending === 'complete' || pumped.ending === 'broken') {
        // One that was read on for its usage alone has reached nobody.
        return pumped.ending === 'complete' && out.owes ? current : { ...current, ...pumped };
      }
      if (pumped.ending === 'failed') options.report(pumped.failure);
      else earlier.push({ model: source.model, meter });
      current = { ...nobody, ending: earlier.length === 0 ? 'failed' : 'broken', failure: pumped.failure };
    }
    if (options.clientGone.aborted) return { ...current, ending: 'hung_up' };
    // Role-only events may have gone out under a grace that ran out, or an answer that nobody went on with: the stream has
    // begun and must say how it ended.
    if (current.failure !== null) await out.lastWords(toBytes.encode(encoder.fail(options.whyBroken(current.failure))));
    return current;
  } catch (cause) {
    if (options.clientGone.aborted) return { ...current, ending: 'hung_up' };
    // A client that has begun to read is not left to wait for what nobody writes.
    out.abort(cause).catch(() => undefined);
    return { ...current, ending: 'broken', fault: cause };
  }
}

const toBytes = new TextEncoder();

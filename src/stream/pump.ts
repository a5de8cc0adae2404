/**
 * One source of a streamed answer, read to its end: metered, and written out as it came or anew. Once an answer has begun
 * that goes out as it came, comes fast, and nobody may have to go on with, the runtime hands it on by itself (`passing.ts`).
 */

import { isContent, type Part } from '../part.ts';
import type { Failure } from '../provider/failure.ts';
import type { Encoder } from '../wire/wire.ts';
import { ByteReader } from './byte-reader.ts';
import type { Frame } from './framer.ts';
import { framerOf } from './framings.ts';
import { Grace } from './grace.ts';
import type { Meter } from './meter.ts';
import type { Outlet } from './outlet.ts';
import { Passing } from './passing.ts';
import type { RelayOptions, Source } from './relay.ts';
import type { Seam } from './seam.ts';
import { Tempo } from './tempo.ts';
import type { Told } from './told.ts';

type Pumped =
  | { readonly ending: 'complete'; readonly failure: null }
  | { readonly ending: 'broken'; readonly failure: Failure }
  | { readonly ending: 'failed' | 'to_be_gone_on_with'; readonly failure: Failure };

const toBytes = new TextEncoder();
const withBlankLine = (bytes: Uint8Array): Uint8Array => Uint8Array.from([...bytes, ...toBytes.encode('\n\n')]);

/** What an answer is written with. */
export interface Pen {
  readonly meter: Meter;
  readonly encoder: Encoder;
  readonly out: Outlet;
  readonly told: Told;
  /** Where it goes on with what another has begun. */
  readonly seam: Seam | null;
}

/** One source to its end. `failed`: before any content, so that another may take over. */
export async function pump(
  source: Source,
  { meter, encoder, out, told, seam }: Pen,
  options: RelayOptions,
): Promise<Pumped> {
  const { takeover } = options;
  const framer = framerOf(source.framing);
  const native = source.native ?? null;
  const own = native === null ? null : new ByteReader(native);
  const body = own ?? source.body.getReader();
  // A stream that has begun is gone on with in the same wire's words: a second beginning would confuse its client.
  const isLater = out.hasBegun || seam !== null;
  const verbatim = source.verbatim && !isLater && takeover?.verbatim !== 'translated';
  // What goes out as it came is followed only as far as somebody else may have to go on with it.
  const follows = takeover !== undefined && !(verbatim && takeover.verbatim === 'kept');
  const grace = new Grace(options.graceMs, () => {
    out.commit(source);
    // A client that is gone by now is noticed by the loop below; this write has nobody to tell.
    out.flush().catch(options.onClientGone);
  });
  /** Nothing of it is kept back, changed or remembered from its first content on. */
  const mayPass = native !== null && verbatim && !follows && !options.withholdUsage;
  const tempo = new Tempo();
  let isFast = false;
  let passing: Passing | null = null;
  /** The end mark of a stream that was handed on. */
  let hasPassed = false;
  /** Of an event without its blank line, where the stream ended within one and has passed as it came. */
  let half = new Uint8Array();
  let answering = false;
  let sequence: number | undefined;

  /** Written, and not yet made into bytes: that costs as much for one event as for all that came at once. */
  let written = '';
  const setDown = (): void => {
    if (written !== '') out.add(toBytes.encode(written));
    written = '';
  };

  /** Metered and written; null while nothing is wrong. */
  const takeParts = (parts: readonly Part[], isEnd: boolean): Failure | null => {
    const error = parts.find(({ kind }) => kind === 'error');
    if (error?.kind === 'error') return source.failed('error_event', 'failed', error.message, error.status ?? null);
    for (const part of parts) meter.add(part);
    if (meter.overflows) return source.failed('malformed', 'wrote more than is taken of an answer');
    const said = seam === null ? parts : seam.through(parts);
    if (!answering && (isEnd || said.some(isContent))) {
      answering = true;
      grace.cancel();
      out.commit(source);
      options.onFirstContent();
      // A comment: every client passes over it, and whoever reads the stream itself can see who went on.
      if (isLater) written += `: x-signalbox-takeover: ${source.model}\n\n`;
    }
    if (follows) for (const part of said) told.add(part);
    if (!verbatim || !answering || follows) {
      for (const part of said) {
        const events = encoder.write(part);
        if (!verbatim) written += events;
      }
    }
    return null;
  };

  /** Of what has passed behind its end, only the place is known again from which ours are counted. */
  const skim = (events: readonly Frame[]): void => {
    for (const { name, data } of events) {
      if (data !== null) sequence = source.reader.read({ name, data })?.sequence ?? sequence;
    }
  };

  /** What the events make of the stream: null while it goes on. */
  const take = async (events: readonly Frame[]): Promise<Pumped | null> => {
    for (const [at, { name, data, bytes }] of events.entries()) {
      const reading = data === null ? null : source.reader.read({ name, data });
      if (data !== null && reading === null) {
        if (passing !== null) skim(events.slice(at + 1));
        return breakOff(source.failed('malformed', 'sent an event that cannot be read'));
      }
      const wrong = reading === null ? null : takeParts(reading.parts, reading.done || reading.works === true);
      if (wrong !== null) {
        if (passing !== null) skim(events.slice(at));
        return breakOff(wrong);
      }
      if (verbatim && !(options.withholdUsage && reading?.usageOnly === true)) {
        if (passing === null) out.add(bytes);
        sequence = reading?.sequence ?? sequence;
      }
      if (reading?.done === true) return finish();
    }
    setDown();
    // Comments and pings are no sign of an answer: only events with data start the grace.
    if (!answering && events.some(({ data }) => data !== null)) grace.begin();
    if (passing === null) await source.patientWithClient(out.flush());
    return null;
  };

  const finish = async (): Promise<Pumped> => {
    setDown();
    if (passing !== null) {
      const passed = passing;
      if (!(await isOver(() => passed.read(), source))) passed.stop(() => source.end());
      hasPassed = true;
      const ended = await source.patientWithClient(passing.passed);
      // Ended by us it was handed on to where we read; a provider that has ended by itself was not stopped by anybody else.
      out.takeBack(ended === null || passing.isStopped);
      if (half.length > 0) out.add(toBytes.encode('\n\n'));
    }
    const last = verbatim ? '' : encoder.end();
    if (last !== '') out.add(toBytes.encode(last));
    await out.finish((work) => source.patientWithClient(work));
    if (passing === null) await isOver(() => body.read(), source);
    return { ending: 'complete', failure: null };
  };

  const breakOff = async (failed: Failure): Promise<Pumped> => {
    if (!answering) {
      out.forget();
      return { ending: 'failed', failure: failed };
    }
    setDown();
    // An answer that has said why it stopped is whole but for its end mark: there is nothing to go on with.
    if (follows && told.canGoOn && source.reader.end() === null && takeover?.begin(told, meter, failed) === true) {
      return { ending: 'to_be_gone_on_with', failure: failed };
    }
    // Behind its end mark nothing may be said: whoever takes it late has all of it.
    if (passing !== null && hasPassed) leaveTo(passing, failed);
    if (passing !== null && (hasPassed || !(await isLeftToSay(passing, failed)))) {
      return { ending: 'broken', failure: failed };
    }
    await out.lastWords(toBytes.encode(encoder.fail(options.whyBroken(failed), sequence)));
    return { ending: 'broken', failure: failed };
  };

  /**
   * What has passed cannot be taken back: an error of the provider's own has been told before ours, and words behind half an
   * event's data would be read together with them. There the stream breaks.
   */
  const isLeftToSay = async (passed: Passing, failed: Failure): Promise<boolean> => {
    passed.stop(() => source.end());
    const isFree = (await within(MOST_MS, passed.passed)) !== undefined;
    if (!isFree) {
      leaveTo(passed, failed);
      return false;
    }
    await within(
      AFTER_END_MS,
      restOf(passed, (bytes) => skim(framer.push(bytes))),
    );
    out.takeBack(true);
    if (half.length === 0) half = framer.held.slice();
    const isOpen = hasData(half);
    if (isOpen) await out.abort(new Error(failed.message)).catch(() => undefined);
    else if (half.length > 0) out.add(toBytes.encode('\n\n'));
    return !isOpen;
  };

  /** Nobody waits any longer for the client to take what has been handed on: when it has, its stream ends as it must. */
  const leaveTo = (passed: Passing, { message }: Failure): void => {
    void passed.passed
      .then((ended) => {
        out.takeBack(true);
        return hasPassed && ended === null ? out.close() : out.abort(new Error(message));
      })
      // A client that has left needs no end.
      .catch(() => undefined);
  };

  /** From here on the runtime hands the bytes on. */
  const letPass = async (native: ReadableStream<Uint8Array>): Promise<Passing> => {
    if (framer.held.length > 0) out.add(framer.held);
    await source.patientWithClient(out.flush());
    own?.releaseLock();
    const begun = new Passing(native, out.handOver());
    if (options.hangUp !== undefined) options.hangUp.beforeLeaving = () => begun.look();
    return begun;
  };

  try {
    for (;;) {
      if (mayPass && answering && isFast && passing === null) passing = await letPass(native);
      await passing?.pause();
      // The rest of what was there already says nothing of its pace.
      const isRest = own?.wasFull === true;
      const { done, value } = await source.patient(passing === null ? body.read() : passing.read());
      if (done) {
        if (passing === null) source.gotAll();
        break;
      }
      source.gotBytes();
      if (!isRest) isFast = tempo.read(Date.now());
      options.hangUp?.read(value.length);
      const over = await take(framer.push(value));
      if (over !== null) return over;
    }
    if (passing !== null) half = framer.held.slice();
    const rest = framer.rest();
    // Words that follow would run into what holds no data. A client misses an event without its blank line.
    const last = rest === null || rest.data === null ? [] : [{ ...rest, bytes: withBlankLine(rest.bytes) }];
    const over = await take(last);
    if (over !== null) return over;
    const ending = source.reader.end();
    if (ending === null) return await breakOff(source.failed('cut', 'ended its stream without an end'));
    takeParts(ending, true);
    return await finish();
  } catch (cause) {
    if (options.clientGone.aborted) throw cause;
    // Ours: what came is more than may be held.
    const tooMuch = cause instanceof RangeError ? source.failed('malformed', `sent too much. ${cause.message}`) : null;
    return await breakOff(tooMuch ?? source.failureFrom(cause, 'broke off its stream'));
  } finally {
    grace.cancel();
    // A body that nobody reads on may hold its provider at work, where ending the call does not reach it.
    (passing ?? body).cancel().catch(() => undefined);
  }
}

const fromBytes = new TextDecoder();
const hasData = (event: Uint8Array): boolean => /(^|[\r\n])data/.test(fromBytes.decode(event));

/** How long a provider may hold on to a stream that has said its end. */
const AFTER_END_MS = 50;
/** How long a client may take to read what has been handed on and not taken yet. */
const MOST_MS = 30_000;

/**
 * Reads on until the provider has closed its stream, so that its connection can be used again. False where it does not:
 * nothing of it is waited for any longer.
 */
async function isOver(read: () => Promise<{ readonly done: boolean }>, source: Source): Promise<boolean> {
  const toEnd = async (): Promise<boolean> => {
    while (!(await read()).done);
    return true;
  };
  const reading = toEnd().catch(() => false);
  const isAll = (await within(AFTER_END_MS, reading)) === true;
  if (isAll) source.gotAll();
  return isAll;
}

/** What has passed and was not looked at; nothing comes any more. */
async function restOf(passing: Passing, take: (bytes: Uint8Array) => void): Promise<void> {
  try {
    for (let read = await passing.read(); !read.done; read = await passing.read()) take(read.value);
  } catch {
    // The call was ended: what had come by then has been read.
  }
}

/** Undefined when `work` takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

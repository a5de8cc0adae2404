/**
 * The way of a whole answer: read to its end, metered, and passed on as the very bytes that came, or in the client's own
 * wire where the provider speaks another. Until it is complete the client has seen nothing, so that every failure gives
 * way to the next candidate.
 */

import type { Part } from '../part.ts';
import type { Failure } from '../provider/failure.ts';
import { Meter } from './meter.ts';
import type { RelayOptions, Source } from './relay.ts';

/** Half a Worker's memory would hold two of them; no provider's answer comes near. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** A source whose body is one JSON answer. */
interface WholeSource extends Source {
  readonly readWhole: (body: string) => readonly Part[] | null;
}

type WholeOptions = Pick<RelayOptions, 'report' | 'clientGone' | 'hangUp'> & {
  readonly next: () => Promise<WholeSource | null>;
  /** The answer in the client's wire, from a provider that speaks another. */
  readonly write: (parts: readonly Part[]) => object;
};

export type Whole =
  | {
      readonly ending: 'complete';
      readonly model: string;
      readonly dropped: readonly string[];
      readonly body: Uint8Array;
      readonly meter: Meter;
    }
  /** `model` was working when the client left; null when nobody had answered. */
  | { readonly ending: 'hung_up'; readonly model: string | null; readonly meter: Meter }
  | { readonly ending: 'failed' };

export async function whole(options: WholeOptions): Promise<Whole> {
  const { next, report, clientGone } = options;
  let model: string | null = null;
  try {
    for (let source = await next(); source !== null; source = await next()) {
      model = source.model;
      const read = await readAnswer(source, options);
      // It was read on for its usage alone.
      if ('body' in read && clientGone.aborted) return { ending: 'hung_up', model, meter: read.meter };
      if ('body' in read) return { ending: 'complete', model, dropped: source.dropped, ...read };
      source.end();
      report(read);
      model = null;
    }
    return clientGone.aborted ? { ending: 'hung_up', model: null, meter: new Meter() } : { ending: 'failed' };
  } catch (cause) {
    if (!clientGone.aborted) throw cause;
    return { ending: 'hung_up', model, meter: new Meter() };
  }
}

async function readAnswer(
  source: WholeSource,
  { write, hangUp }: WholeOptions,
): Promise<{ body: Uint8Array; meter: Meter } | Failure> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = source.body.getReader();
  try {
    for (;;) {
      const { done, value } = await source.patient(reader.read());
      if (done) {
        source.gotAll();
        break;
      }
      source.gotBytes();
      hangUp?.read(value.length);
      length += value.length;
      if (length > MAX_ANSWER_BYTES)
        return source.failed('malformed', `answered with more than ${MAX_ANSWER_BYTES} bytes`);
      chunks.push(value);
    }
  } catch (cause) {
    return source.failureFrom(cause, 'broke off its answer');
  } finally {
    // Not read to its end, it may hold its provider at work, where ending the call does not reach it.
    reader.cancel().catch(() => undefined);
  }
  const [only] = chunks;
  const body = chunks.length === 1 && only !== undefined ? only : new Uint8Array(await new Blob(chunks).arrayBuffer());
  const parts = source.readWhole(new TextDecoder().decode(body));
  if (parts === null) return source.failed('malformed', 'sent an answer that cannot be read');
  const error = parts.find(({ kind }) => kind === 'error');
  if (error?.kind === 'error') return source.failed('error_event', 'failed', error.message, error.status ?? null);
  const meter = new Meter();
  for (const part of parts) meter.add(part);
  if (source.verbatim) return { body, meter };
  return { body: new TextEncoder().encode(JSON.stringify(write(parts))), meter };
}

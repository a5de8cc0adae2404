import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/part.ts';
import { responsesReader } from '../../../src/provider/openai-responses/reader.ts';
import { recording } from '../../support/recording.ts';
import { eventsIn, partsOf, written } from '../../support/responses-client.ts';

const responses = (events: readonly string[]) =>
  partsOf(
    responsesReader(),
    events.map((data) => ({ name: null, data })),
  );

describe('a recorded answer of Responses', () => {
  const events = recording('open-responses-responses.lmstudio-tool-call.1');
  it.skipIf(events === null)('is whole with its last event, and cut without it', () => {
    const reader = responsesReader();
    const read = (events ?? []).map((data) => reader.read({ name: null, data }));
    expect(read.map((reading) => reading?.done)).toEqual(read.map((_, at) => at === read.length - 1));
    expect(read.map((reading) => reading?.sequence)).toEqual(read.map((_, at) => at));
    expect(responsesReader().end()).toBeNull();
  });

  it.skipIf(events === null)('comes out of the wire as it went in', () => {
    const parts = responses(events ?? []);
    const again = partsOf(responsesReader(), eventsIn(written(parts)));
    const said = (all: readonly Part[]) =>
      all.flatMap((part): object[] => {
        if (part.kind === 'start') return [];
        if (part.kind !== 'text' && part.kind !== 'reasoning') return [part];
        return part.text === '' ? [] : [{ kind: part.kind, text: part.text }];
      });
    expect(said(again)).toEqual(said(parts));
  });
});

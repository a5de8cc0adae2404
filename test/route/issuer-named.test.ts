import { describe, expect, it } from 'vitest';
import { carried } from '../../src/route/issuer.ts';
import { type Asked, gave, kept, of, READERS, table } from './issuer-table.ts';
import { asks } from './talk.ts';

describe('a model that the caller names', () => {
  const named = (said: string): [string, Asked] => [said, { pinned: true, automatic: false }];
  table([
    [
      'gets it, where it gave it',
      kept(),
      gave('code instant fast'),
      ...named('code instant'),
      'code instant: fast backup | mini: small',
      'anyone',
    ],
    [
      'gets it from another of its provider',
      kept(),
      gave('math thinking deep'),
      ...named('code instant'),
      'code instant: fast backup | mini: small',
      'anyone',
    ],
    [
      'is refused what another provider keeps',
      kept(),
      gave('code instant fast'),
      ...named('travel instant'),
      '400 previous_response_id',
      'it was given by the model "fast" of the provider "a", and "swift" is of another, "b"',
    ],
    [
      'gets what nobody knows: its provider will say',
      kept(),
      null,
      ...named('travel instant'),
      'travel instant: swift | mini: small',
      'anyone',
    ],
  ]);
});

describe('an answer that nobody knows', () => {
  table([
    [
      'goes to the only provider that could have given it',
      kept(of('fast', 'deep')),
      null,
      'math instant',
      {},
      'math instant: fast deep',
      'anyone',
    ],
    [
      'also from a route that it has no model of',
      kept(of('fast', 'deep')),
      null,
      'travel instant',
      {},
      'travel instant: fast',
      'anyone',
      'goes to fast of travel: a keeps what the request goes on from',
    ],
    [
      'goes to the model that the conversation is bound to',
      kept(),
      null,
      'law instant',
      { bound: 'deep' },
      'law instant: deep fast',
      'deep',
    ],
    [
      'but not to one that cannot read it',
      kept(),
      null,
      'code instant',
      { bound: 'backup' },
      '400 previous_response_id',
      'nothing is known here of who gave it, and several providers could have',
    ],
    [
      'is refused where several could have given it',
      kept(),
      null,
      'code instant',
      {},
      '400 previous_response_id',
      'nothing is known here of who gave it, and several providers could have',
    ],
    [
      'may be an item that is named alone: the proposal stands',
      kept(READERS, null),
      null,
      'math instant',
      {},
      'math instant: fast deep | mini: small',
      'anyone',
    ],
  ]);
});

describe('what a request is read on top of', () => {
  const { proposal } = asks('code instant');
  it('is what had been read and written by then', () => {
    expect(carried(gave('code instant fast'), proposal)).toEqual({ known: 500, most: 500 });
  });

  it('may be a whole context where nobody knows, since limits must hold', () => {
    expect(carried(null, proposal)).toEqual({ known: 0, most: 200_000 });
    const [rung] = proposal.rungs;
    const unsaid = {
      ...proposal,
      rungs: [{ ...rung, candidates: [{ ...rung.candidates[0], context: null }] }] as const,
    };
    expect(carried(null, unsaid)).toEqual({ known: 0, most: 2_000_000 });
  });
});

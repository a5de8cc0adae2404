import { describe, expect, it } from 'vitest';
import { carried, type Issued, type Kept, type Reader, toIssuer } from '../../src/route/issuer.ts';
import { tokens } from '../../src/unit.ts';
import { asks, candidate } from './talk.ts';

type Asked = NonNullable<Parameters<typeof asks>[1]> & { readonly bound?: string };

/** `fast` and `deep` are of one provider; `swift` of another; `backup`, `small` and the rest cannot read what is kept. */
const READERS: readonly Reader[] = [
  { provider: 'a', candidate: candidate('fast'), effort: 'instant' },
  { provider: 'a', candidate: candidate('deep'), effort: 'thinking' },
  { provider: 'b', candidate: candidate('swift'), effort: 'instant' },
];
const of = (...names: string[]) => READERS.filter((reader) => names.includes(reader.candidate.model));
const kept = (readers = READERS, id: string | null = 'resp_1'): Kept => ({
  id,
  field: 'previous_response_id',
  readers,
});

/** `code instant fast`: who gave it. */
function gave(said: string, provider = 'a'): Issued {
  const [route = '', effort = '', model = ''] = said.split(' ');
  return { model, provider, effort: effort as Issued['effort'], route, session: 's', tokens: tokens(500) };
}

/** What answers in short, `code instant: fast deep | mini: small`, whom it is held to, and what is said of it. */
function outcome(state: Kept, issued: Issued | null, said: string, { bound, ...asked }: Asked = {}) {
  const { proposal, session } = asks(said, asked);
  const to = toIssuer(state, issued, { proposal, routeNamed: session.routeNamed, bound: bound ?? null });
  if (to.kind === 'lost') return [`400 ${to.field}`, to.message.replace(/.*gone on from: |\. Name a model.*/g, '')];
  const rungs = to.proposal.rungs.map(
    ({ effort, candidates }) => `${effort}: ${candidates.map(({ model }) => model).join(' ')}`,
  );
  return [`${to.route} ${rungs.join(' | ')}`, to.model ?? 'anyone', ...to.why.map(({ detail }) => detail)];
}

type Row = readonly [
  name: string,
  state: Kept,
  issued: Issued | null,
  said: string,
  asked: Asked,
  ...expected: string[],
];
const table = (rows: readonly Row[]): void => {
  it.each(rows.map(([name, ...rest]) => [name, rest] as const))(
    '%s',
    (_, [state, issued, said, asked, ...expected]) => {
      expect(outcome(state, issued, said, asked)).toEqual(expected);
    },
  );
};

describe('an answer whose issuer is known', () => {
  const keeps = (model: string, route: string) =>
    `stays with ${model} of ${route}: a keeps what the request goes on from`;
  table([
    [
      'goes to it, and where it fails to others of its provider',
      kept(),
      gave('math instant deep'),
      'math instant',
      {},
      'math instant: deep fast',
      'deep',
      keeps('deep', 'math'),
    ],
    [
      'says nothing where that is proposed anyway',
      kept(),
      gave('code instant fast'),
      'code instant',
      {},
      'code instant: fast',
      'fast',
    ],
    [
      'whatever is asked now',
      kept(),
      gave('code instant fast'),
      'travel instant',
      {},
      'code instant: fast',
      'fast',
      keeps('fast', 'code'),
    ],
    [
      'at the effort that is wished for, where it is listed for it',
      kept(),
      gave('math instant fast'),
      'math thinking',
      {},
      'math thinking: fast deep | instant: fast deep',
      'fast',
      keeps('fast', 'math'),
    ],
    [
      'else as it was: the model before the effort',
      kept(),
      gave('code instant fast'),
      'code thinking',
      {},
      'code instant: fast',
      'fast',
      keeps('fast', 'code'),
    ],
    [
      'leaves a limit the lower rungs of its provider',
      kept(),
      gave('code thinking deep'),
      'travel instant',
      {},
      'code thinking: deep',
      'deep',
      keeps('deep', 'code'),
    ],
    [
      'and those alone',
      kept(),
      gave('talk thinking deep'),
      'talk thinking',
      {},
      'talk thinking: deep | instant: fast',
      'deep',
    ],
    [
      'before the model that the conversation is bound to',
      kept(),
      gave('math instant deep'),
      'math instant',
      { bound: 'fast' },
      'math instant: deep fast',
      'deep',
      keeps('deep', 'math'),
    ],
    [
      'gives way to an effort that the caller fixes, within its provider',
      kept(),
      gave('code instant fast'),
      'code thinking',
      { automatic: false },
      'code thinking: deep | instant: fast',
      'fast',
    ],
    [
      'not where nobody of its provider has that effort',
      kept(of('fast', 'swift')),
      gave('code instant fast'),
      'code thinking',
      { automatic: false },
      'code instant: fast',
      'fast',
      keeps('fast', 'code'),
    ],
    [
      'gives way to a route that the caller names, within its provider',
      kept(),
      gave('code instant fast'),
      'law instant',
      { routeNamed: true },
      'law instant: fast deep',
      'fast',
      keeps('fast', 'law'),
    ],
    [
      'is refused to a named route that its provider has no model of',
      kept(),
      gave('code instant fast'),
      'news mini',
      { routeNamed: true },
      '400 previous_response_id',
      'the route "news" has no model of the provider "a", which keeps it',
    ],
  ]);
});

describe('an answer whose issuer is gone', () => {
  table([
    [
      'goes to another model of its provider, on the proposed route',
      kept(of('deep', 'swift')),
      gave('code instant fast'),
      'law instant',
      {},
      'law instant: deep',
      'anyone',
    ],
    [
      'or on none',
      kept(of('deep', 'swift')),
      gave('code instant fast'),
      'news instant',
      {},
      'news thinking: deep',
      'anyone',
      'goes to deep of news: a keeps what the request goes on from',
    ],
    [
      'is refused where its provider has none left',
      kept(of('swift')),
      gave('code instant fast'),
      'travel instant',
      {},
      '400 previous_response_id',
      'the model "fast", which gave it, and every other model of the provider "a" cannot answer this request',
    ],
  ]);
});

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

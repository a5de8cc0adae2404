/** Cases of a request that goes on from an answer which a provider keeps: who gave it, what is asked, what comes of it. */

import { expect, it } from 'vitest';
import { type Issued, type Kept, type Reader, toIssuer } from '../../src/route/issuer.ts';
import { tokens } from '../../src/unit.ts';
import { asks, candidate } from './talk.ts';

export type Asked = NonNullable<Parameters<typeof asks>[1]> & { readonly bound?: string };

/** `fast` and `deep` are of one provider; `swift` of another; `backup`, `small` and the rest cannot read what is kept. */
export const READERS: readonly Reader[] = [
  { provider: 'a', candidate: candidate('fast'), effort: 'instant' },
  { provider: 'a', candidate: candidate('deep'), effort: 'thinking' },
  { provider: 'b', candidate: candidate('swift'), effort: 'instant' },
];
export const of = (...names: string[]) => READERS.filter((reader) => names.includes(reader.candidate.model));
export const kept = (readers = READERS, id: string | null = 'resp_1'): Kept => ({
  id,
  field: 'previous_response_id',
  readers,
});

/** `code instant fast`: who gave it. */
export function gave(said: string, provider = 'a'): Issued {
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
export const table = (rows: readonly Row[]): void => {
  it.each(rows.map(([name, ...rest]) => [name, rest] as const))(
    '%s',
    (_, [state, issued, said, asked, ...expected]) => {
      expect(outcome(state, issued, said, asked)).toEqual(expected);
    },
  );
};

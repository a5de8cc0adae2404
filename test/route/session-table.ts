/** A table of cases for the pure session: what a conversation is bound to, what is asked, what comes of it. */

import { expect, it } from 'vitest';
import type { Binding } from '../../src/route/binding.ts';
import type { Resumption } from '../../src/route/resumption.ts';
import { resume, sessionOutcome } from '../../src/route/session.ts';
import { NOW } from './talk.ts';

/** What answers in short, `code instant: fast backup`; whether it is the same model; and every step that says why. */
function outcome(binding: Binding | null, request: Resumption) {
  const resumed = resume(binding, request, NOW);
  const [rung] = resumed.proposal.rungs;
  const { route, sticky, switched } = sessionOutcome(resumed, rung);
  const answers = `${route} ${rung.effort}: ${rung.candidates.map(({ model }) => model).join(' ')}`;
  return [answers, sticky ? 'sticky' : switched ? 'switched' : 'free', ...resumed.why.map(said)];
}
const said = ({ rule, detail }: { rule: string; detail: string }) => `${rule}: ${detail}`;

type Row = readonly [name: string, binding: Binding | null, request: Resumption, ...expected: string[]];

export const table = (rows: readonly Row[]): void => {
  it.each(rows.map(([name, ...rest]) => [name, rest] as const))('%s', (_, [binding, request, ...expected]) => {
    expect(outcome(binding, request)).toEqual(expected);
  });
};

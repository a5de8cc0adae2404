/** Any request, as a client of each wire writes it: what it means is read, all of it, for a provider of another wire. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPrompt } from '../../support/any-prompt.ts';
import { RUNS } from '../../support/runs.ts';
import { CLIENTS } from './clients.ts';
import { normal } from './normal.ts';

describe.each(CLIENTS)('any request of $name', ({ meant, body, wire }) => {
  it('is read as it is meant', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const said = meant(prompt);
        fc.pre(said.messages.length > 0);
        const json = body(said);
        const ask = wire.read({ json, bytes: 1000 }, { user: null, session: null, effort: null });
        const read = ask.prompt();
        expect(normal(read)).toEqual(normal(said));
        expect([...read.unsaid, ...read.unsayable]).toEqual([]);
      }),
      RUNS,
    );
  });
});

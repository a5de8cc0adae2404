/** How the next candidate goes on with an answer that broke off, where the policy says so: what the relay is told of it. */

import { boundTokens, estimateTokens } from './classify/tokens.ts';
import type { Serving } from './conclude.ts';
import { jointUsage } from './stream/joint-usage.ts';
import type { Takeover } from './stream/relay.ts';
import { tokens } from './unit.ts';

/**
 * The events of a Chat Completions stream do not count what came before them, so another model can go on in a stream that
 * went out as it came. Those of Messages do, and are written anew from the first. Those of Responses name an answer that
 * its provider keeps: a stream of theirs stays as it is.
 */
const VERBATIM = { chat: 'followed', messages: 'translated', responses: 'kept', embeddings: 'kept' } as const;

export function takeoverOf({ failover, way: { ask } }: Serving): Takeover {
  return {
    verbatim: VERBATIM[ask.wire],
    begin: ({ text, output }, meter, failed) => {
      // What is held must cover it by any tokenizer, so what will be read again is counted at its bound. A provider may
      // have counted more than was shown: thoughts that it keeps to itself.
      const bytes = new TextEncoder().encode(text).length;
      const written = meter.total(tokens(0), estimateTokens, tokens(0)).output;
      const counted = { output: Math.max(estimateTokens(output), written), input: boundTokens(bytes, 0) };
      return failover.goOn({ text, tokens: counted }, failed);
    },
    counted: (last, earlier) =>
      jointUsage({ earlier: earlier.map(({ meter }) => meter), last, added: failover.spoken, estimateTokens }),
  };
}

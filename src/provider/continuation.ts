/**
 * The rest of an answer that broke off: the same request for another model, with what the client has read so far as the
 * assistant's own turn, and word to go on from there. No provider is relied on to go on from a last turn that is the
 * assistant's, since few do: a user's turn asks for it.
 *
 * The request is then no longer the client's body, so it goes to every provider as one of another wire: from the prompt.
 */

import { Refusal } from '../error.ts';
import { type Tokens, tokens } from '../unit.ts';
import type { WireName } from '../wire/ask.ts';
import type { Prompt } from '../wire/prompt.ts';
import type { Dialect, Order, Target } from './contract.ts';

const GO_ON =
  'Your answer above was cut off by a technical fault. Go on from its very last character, as if it had never stopped: repeat nothing, do not start over, do not mention the interruption, and say nothing before the rest of the answer.';

/** What the words above may come to, and the marks of two more turns, by any tokenizer. */
const GO_ON_TOKENS = 80;

/** What a request then holds beside the client's own, once `text` has been said. */
export const addedWords = (text: string): string => (text === '' ? '' : text + GO_ON);

export interface Spoken {
  /** What the client has read of the answer. */
  readonly text: string;
  /** What it came to, at most, as output and once more as input. */
  readonly tokens: { readonly output: number; readonly input: number };
}

/** Null: this request is not one that another can go on with. */
export function continued(order: Order, spoken: Spoken): Order | null {
  const { ask } = order;
  const outputCap = restOf(order.outputCap, spoken);
  const outputLimit = ask.outputLimit === null ? null : tokens(ask.outputLimit - spoken.tokens.output);
  if (ask.wire === 'embeddings' || ask.choices > 1 || ask.heldBy !== null || outputCap === 'none') return null;
  // The client's own cap is for the answer as a whole.
  if (outputLimit !== null && outputLimit < 1) return null;
  const before = promptOf(order);
  // Half of a JSON document cannot be gone on with by a model that is made to write a whole one.
  if (before === null || before.format.kind !== 'text' || before.unsayable.length > 0) return null;
  const prompt: Prompt =
    spoken.text === ''
      ? before
      : {
          ...before,
          messages: [
            ...before.messages,
            { role: 'assistant', content: [{ kind: 'text', text: spoken.text }] },
            { role: 'user', content: [{ kind: 'text', text: GO_ON }], name: null },
          ],
        };
  return { ...order, outputCap, ask: { ...ask, outputLimit, prompt: () => prompt } };
}

/** The body may be one that only a provider of its own wire understands. */
function promptOf({ ask }: Order): Prompt | null {
  try {
    return ask.prompt();
  } catch (cause) {
    if (cause instanceof Refusal) return null;
    throw cause;
  }
}

/**
 * What is left of the cap, so that both models together stay within what is held for the request: its input twice and its
 * output once (`approach.ts`).
 */
function restOf(cap: Tokens | null, { tokens: used }: Spoken): Tokens | null | 'none' {
  if (cap === null) return null;
  const left = cap - used.output - used.input - GO_ON_TOKENS;
  return left < 1 ? 'none' : tokens(left);
}

/** The order as `dialect` must see it: of a wire that it does not speak. */
export function asForeign(order: Order, { speaks }: Dialect): Order {
  const wire: WireName = order.ask.wire !== speaks ? order.ask.wire : speaks === 'messages' ? 'chat' : 'messages';
  return { ...order, ask: { ...order.ask, wire } };
}

export function canGoOn(order: Order, dialect: Dialect, { model }: Target): boolean {
  return dialect.lacks(order.ask.prompt(), model).length === 0;
}

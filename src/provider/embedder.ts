/**
 * The dialect of a provider's endpoint for embeddings, where that has a format of its own: one call, and a whole answer. What
 * all of them have in common is here; beside each provider's chat stands what it is sent and what it answers.
 */

import type { Part } from '../part.ts';
import type { Model } from '../tenant/policy.ts';
import type { Embeddable } from '../wire/ask.ts';
import type { Call, Dialect, Target } from './contract.ts';

/** What is to be embedded, once it is known to be text. */
export type Texts = Omit<Embeddable, 'texts'> & { readonly texts: readonly string[] };

interface Embedder {
  /** Texts that one call takes; 0: the model makes no vectors. */
  readonly most: (model: Model) => number;
  /** It makes vectors of another length than its own. */
  readonly resizes: (model: Model) => boolean;
  /** `heard`: those of the client's own fields that are sent, by their names. */
  readonly call: (target: Target, texts: Texts) => Written | Promise<Written>;
  readonly readWhole: (body: string) => readonly Part[] | null;
}

type Written = Omit<Call, 'dropped'> & { readonly heard: readonly string[] };

export function embedder({ most, resizes, call, readWhole }: Embedder): Dialect {
  return {
    speaks: null,
    verbatim: false,
    framing: 'sse',
    lacks: () => ['a conversation'],
    lacksToEmbed: ({ texts, dimensions, encoding }, model) => {
      if (most(model) === 0) return ['embeddings'];
      return [
        ...(texts === null ? ['tokens in the place of text (send the text itself)'] : []),
        ...(texts !== null && texts.length > most(model)
          ? [most(model) === 1 ? 'several texts at once' : `more than ${most(model)} texts at once`]
          : []),
        ...(dimensions !== null && !resizes(model) ? ['a number of dimensions to be chosen'] : []),
        ...(encoding === 'float' || encoding === 'base64' ? [] : [`the encoding_format "${encoding}"`]),
      ];
    },
    call: async (target, { ask: { embeddable } }) => {
      if (embeddable?.texts == null) throw new Error('There is no text to be embedded.');
      const { heard, ...written } = await call(target, { ...embeddable, texts: embeddable.texts });
      const unheard = Object.keys(embeddable.own).filter(
        (name) => embeddable.own[name] != null && !heard.includes(name),
      );
      return { ...written, dropped: unheard };
    },
    // Never asked for: no request for embeddings is a stream.
    reader: () => ({ read: () => null, end: () => null }),
    readWhole,
  };
}

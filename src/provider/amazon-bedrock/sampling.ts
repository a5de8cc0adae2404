/** How the answer is drawn and where it stops, and what of that the model is not told. */

import type { InferenceConfiguration } from '@aws-sdk/client-bedrock-runtime';
import type { Prompt } from '../../wire/prompt.ts';
import { claudeModel } from '../anthropic/models.ts';
import type { Family } from './family.ts';

interface Sampled {
  readonly inference: InferenceConfiguration;
  /** Of `additionalModelRequestFields`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly dropped: readonly string[];
}

export function sampled({ sampling }: Prompt, id: string, { name, topK: place }: Family, thinks: boolean): Sampled {
  const { temperature, topP, topK, seed, frequencyPenalty, presencePenalty } = sampling;
  const takes = name === 'claude' ? claudeModel(id).sampling : 'any';
  const all = takes !== 'none' && !thinks;
  // Other wires go up to 2.
  const heat = temperature !== null && all ? Math.min(1, temperature) : null;
  const nucleus = topP !== null && all && !(takes === 'one' && temperature !== null) ? topP : null;
  const most = topK !== null && all ? (place?.(topK) ?? null) : null;
  return {
    inference: {
      ...(heat === null ? {} : { temperature: heat }),
      ...(nucleus === null ? {} : { topP: nucleus }),
      ...(sampling.stop.length === 0 ? {} : { stopSequences: [...sampling.stop] }),
    },
    fields: most ?? {},
    dropped: [
      ...(heat === temperature ? [] : ['temperature']),
      ...(nucleus === topP ? [] : ['top_p']),
      ...(topK === null || most !== null ? [] : ['top_k']),
      ...(seed === null ? [] : ['seed']),
      ...(frequencyPenalty === null ? [] : ['frequency_penalty']),
      ...(presencePenalty === null ? [] : ['presence_penalty']),
    ],
  };
}

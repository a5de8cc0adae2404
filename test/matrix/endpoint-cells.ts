/** The endpoints beside those three: who has them for whom. */

import type { ProviderKind } from '../../src/tenant/policy.ts';
import type { Mark } from './mark.ts';

interface EndpointFeature {
  readonly name: 'embeddings' | 'count_tokens';
  readonly path: string;
  /** The kinds that have it, and how. */
  readonly marks: Partial<Readonly<Record<Mark, readonly ProviderKind[]>>>;
  /** Of the rest. */
  readonly else: Mark;
}

export const ENDPOINTS: readonly EndpointFeature[] = [
  {
    ...{ name: 'embeddings', path: '/v1/embeddings', else: 'refused' },
    marks: {
      same: ['openai', 'openai-compatible', 'azure-openai', 'mistral', 'openrouter', 'together', 'fireworks'],
      carried: ['google', 'cohere', 'amazon-bedrock', 'workers-ai'],
    },
  },
  {
    ...{ name: 'count_tokens', path: '/v1/messages/count_tokens', else: 'estimated' },
    marks: { same: ['anthropic'] },
  },
];

export function endpointMark({ marks, else: other }: EndpointFeature, kind: ProviderKind): Mark {
  if (marks.same?.includes(kind) === true) return 'same';
  return marks.carried?.includes(kind) === true ? 'carried' : other;
}

/** The endpoints beside those three: who has them for whom. */

import type { ProviderKind } from '../../src/tenant/policy.ts';
import type { Mark } from './mark.ts';

interface EndpointFeature {
  readonly name: 'embeddings' | 'count_tokens';
  readonly path: string;
  /** Of the kinds that have it. */
  readonly mark: Mark;
  readonly kinds: readonly ProviderKind[];
  /** Of the rest. */
  readonly else: Mark;
}

export const ENDPOINTS: readonly EndpointFeature[] = [
  {
    ...{ name: 'embeddings', path: '/v1/embeddings', mark: 'same', else: 'refused' },
    kinds: [
      ...(['openai', 'openai-compatible', 'azure-openai', 'mistral', 'openrouter', 'together', 'fireworks'] as const),
    ],
  },
  {
    ...{ name: 'count_tokens', path: '/v1/messages/count_tokens', mark: 'same', else: 'estimated' },
    kinds: ['anthropic'],
  },
];

export const endpointMark = ({ kinds, mark, else: other }: EndpointFeature, kind: ProviderKind): Mark =>
  kinds.includes(kind) ? mark : other;

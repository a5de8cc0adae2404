/**
 * In what the families of models behind Converse differ, by the model's id: `us.anthropic.claude-…`, `amazon.nova-…`, or an
 * ARN that ends in such a name. An id that does not tell is taken for a model that knows no more than Converse itself.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
 */

import type { Issuer } from '../../part.ts';

export interface Family {
  readonly name: 'claude' | 'nova' | 'gpt' | 'mistral' | 'other';
  /** Marks of what is worth caching: elsewhere they are refused. */
  readonly caches: 'all' | 'messages' | 'none';
  /** It is told that a tool failed by `status`. */
  readonly takesStatus: boolean;
  /** Where `top_k` goes in `additionalModelRequestFields`; null: nowhere. */
  readonly topK: ((value: number) => Readonly<Record<string, unknown>>) | null;
  readonly takesStops: boolean;
}

const OTHER: Family = { name: 'other', caches: 'none', takesStatus: false, topK: null, takesStops: true };
const flat = (top_k: number) => ({ top_k });

const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/anthropic|claude/, { ...OTHER, name: 'claude', caches: 'all', takesStatus: true, topK: flat }],
  [
    /amazon\.nova/,
    { ...OTHER, name: 'nova', caches: 'messages', takesStatus: true, topK: (topK) => ({ inferenceConfig: { topK } }) },
  ],
  [/openai\.gpt-oss/, { ...OTHER, name: 'gpt', takesStops: false }],
  [/mistral\./, { ...OTHER, name: 'mistral', topK: flat }],
];

export const familyOf = (id: string): Family => FAMILIES.find(([pattern]) => pattern.test(id))?.[1] ?? OTHER;

/**
 * A signature of Claude's is good wherever Anthropic's models are served.
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking#differences-in-thinking-across-model-versions
 */
export const issuerOf = (id: string): Issuer => (familyOf(id).name === 'claude' ? 'anthropic' : 'bedrock');

/** Of Claude's models those that Bedrock lets write by a JSON Schema: its newest are refused it there. */
export const writesBySchema = (id: string): boolean => /claude-((opus|sonnet)-4-5|opus-4-6)/.test(id);

/**
 * What becomes of an answer. It goes to a client of the provider's own format as it comes, and is written anew for every
 * other; Mistral's is written anew for all. A row stands beside a feature where its provider's documents have it.
 */

import type { Mark } from './mark.ts';
import { isSame, ROWS, type Row, type Wire } from './rows.ts';

export type AnswerName =
  | 'text, streamed'
  | 'text, whole'
  | 'tool calls'
  | 'reasoning'
  | 'signed thoughts, and back'
  | 'cached tokens'
  | 'reasoning tokens'
  | 'sources'
  | 'refusal';

interface AnswerFeature {
  readonly name: AnswerName;
  /** By the names of the rows. */
  readonly rows: readonly string[];
  /** Of rows that have it for clients of that wire alone, since they are then asked elsewhere. */
  readonly only?: Readonly<Record<string, Wire>>;
}

const all = ROWS.map(({ name }) => name);
const but = (...names: readonly string[]) => all.filter((name) => !names.includes(name));

const CLAUDE = ['anthropic', 'amazon-bedrock (Claude)'];
const GEMINI = ['google (Gemini 3)', 'google (Gemini 2.5)'];

export const ANSWER: readonly AnswerFeature[] = [
  { name: 'text, streamed', rows: all },
  { name: 'text, whole', rows: all },
  { name: 'tool calls', rows: but('loopback', 'perplexity') },
  {
    ...{ name: 'reasoning', only: { openai: 'responses' } },
    rows: but('loopback', 'azure-openai', 'perplexity', 'workers-ai (Llama)'),
  },
  {
    ...{ name: 'signed thoughts, and back', only: { openai: 'responses' } },
    rows: ['openai', 'openrouter', ...CLAUDE, ...GEMINI],
  },
  {
    name: 'cached tokens',
    rows: but('loopback', 'together', 'perplexity', 'cohere', 'workers-ai (gpt-oss)', 'workers-ai (Llama)'),
  },
  {
    name: 'reasoning tokens',
    rows: [
      ...[
        'openai',
        'azure-openai',
        'openai-compatible',
        'mistral',
        'groq',
        'deepseek',
        'xai',
        'openrouter',
        'cerebras',
      ],
      ...['anthropic', ...GEMINI],
    ],
  },
  {
    name: 'sources',
    rows: [...['openai', 'openrouter', 'perplexity', 'xai', 'anthropic', ...GEMINI, 'cohere', 'amazon-bedrock (Nova)']],
  },
  {
    name: 'refusal',
    rows: [
      ...['openai', 'azure-openai', 'openai-compatible', 'deepseek', 'openrouter', ...CLAUDE, ...GEMINI, 'cohere'],
      'amazon-bedrock (Nova)',
    ],
  },
];

/** Null: there is no such cell. */
export function answerMark({ rows, only }: AnswerFeature, wire: Wire, row: Row): Mark | null {
  if (!rows.includes(row.name) || (only?.[row.name] ?? wire) !== wire) return null;
  return isSame(wire, row) && row.kind !== 'mistral' ? 'same' : 'carried';
}

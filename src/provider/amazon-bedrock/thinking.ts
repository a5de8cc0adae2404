/** How the models behind Converse are told to think: each family in its own fields, beside those of Converse. */

import type { Thought } from '../../tenant/policy.ts';
import type { Prompt } from '../../wire/prompt.ts';
import { claudeModel } from '../anthropic/models.ts';
import { isThinking, thinkingOf } from '../anthropic/thinking.ts';
import { levelOf } from '../thought.ts';
import { type Family, familyOf } from './family.ts';

export interface Thinking {
  /** Of `additionalModelRequestFields`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Claude's refuse to be told how to sample while they think. */
  readonly thinks: boolean;
}

interface Thinker {
  readonly id: string;
  readonly family: Family;
  readonly limit: number | null;
  readonly thought: Thought | null;
  /** The answer is begun already, or a tool is forced. */
  readonly isBound: boolean;
}

const SILENT: Thinking = { fields: {}, thinks: false };

export function bedrockThinking(prompt: Prompt, { id, family, limit, thought, isBound }: Thinker): Thinking {
  if (thought === null) return SILENT;
  const level = levelOf(thought);
  switch (family.name) {
    case 'claude': {
      const model = claudeModel(id);
      const told = thinkingOf(model, thought, {
        maxTokens: limit ?? model.maxOutput,
        by: prompt.thought === null ? 'policy' : 'asked',
        isBound,
        loopIsUnsigned: loopIsUnsigned(prompt),
      });
      const { thinking, effort } = told;
      return {
        fields: {
          ...(thinking === undefined ? {} : { thinking }),
          ...(effort === undefined ? {} : { output_config: { effort } }),
        },
        thinks: isThinking(told),
      };
    }
    case 'nova':
      return { fields: novaThinking(id, level, limit), thinks: false };
    case 'gpt':
      return { fields: { reasoning_effort: coarse(level) }, thinks: false };
    default:
      return SILENT;
  }
}

type Level = ReturnType<typeof levelOf>;

const coarse = (level: Level) => (level === 'none' || level === 'minimal' ? 'low' : level === 'xhigh' ? 'high' : level);

/** Nova's second generation. */
const NOVA_THINKS = /amazon\.nova-(2|premier-2|pro-2)/;

/** Of some models nothing is known that they could be told. */
export function takesThought(id: string): boolean {
  const { name } = familyOf(id);
  return name === 'claude' || name === 'gpt' || NOVA_THINKS.test(id);
}

/** The second generation thinks, and not unasked. `high` goes with no cap on the answer, and the ledger's has to hold. */
function novaThinking(id: string, level: Level, limit: number | null): Readonly<Record<string, unknown>> {
  if (!NOVA_THINKS.test(id) || level === 'none' || level === 'minimal') return {};
  const effort = coarse(level);
  const maxReasoningEffort = effort === 'high' && limit !== null ? 'medium' : effort;
  return { reasoningConfig: { type: 'enabled', maxReasoningEffort } };
}

/** The calls of the loop that is under way were made without a thought that goes back with them: a budget is then refused. */
function loopIsUnsigned({ messages }: Prompt): boolean {
  if (messages.at(-1)?.role !== 'tool') return false;
  const begun = messages.findLastIndex(({ role }) => role === 'user');
  const first = messages.slice(begun + 1).find((message) => message.role === 'assistant');
  if (first?.role !== 'assistant') return false;
  return !first.content.some(
    (part) =>
      (part.kind === 'reasoning' && part.signature?.issuer === 'anthropic') ||
      (part.kind === 'sealed' && part.signature.issuer === 'bedrock'),
  );
}

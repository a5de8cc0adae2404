/**
 * How a model of Anthropic's is told to think, and what it then refuses.
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking
 */

import type { Thought } from '../../tenant/policy.ts';
import { budgetOf, levelOf } from '../thought.ts';
import type { ClaudeModel } from './models.ts';

interface Thinking {
  readonly thinking?: { readonly type: 'enabled' | 'adaptive' | 'disabled'; readonly budget_tokens?: number };
  readonly effort?: 'low' | 'medium' | 'high' | 'xhigh';
}

/** What was said to be thought, and what stands beside it. */
export interface Circumstances {
  /** The cap on the answer, thoughts included. */
  readonly maxTokens: number;
  /** `asked` by the client in its own words, or the `policy`'s for the effort that was decided. */
  readonly by: 'asked' | 'policy';
  /** A tool is forced, or the answer is begun already: neither goes with thought. */
  readonly isBound: boolean;
  /** In the middle of a tool loop that began without a signed thought, a budget is refused. */
  readonly loopIsUnsigned: boolean;
}

/** Anthropic's least. */
const LEAST_BUDGET = 1024;
/** The rest of `max_tokens` is left for the words. */
const MOST_OF_CAP = 0.75;

export function thinkingOf(model: ClaudeModel, thought: Thought, circumstances: Circumstances): Thinking {
  const { maxTokens, by, isBound, loopIsUnsigned } = circumstances;
  const level = levelOf(thought);
  // `low` is what a policy says, where it says nothing, of an answer at once: for a model that need not think, not at all.
  const isQuick = level === 'none' || level === 'minimal' || (by === 'policy' && level === 'low');
  if (isQuick || isBound) return unthinking(model, isBound && !isQuick);
  if (model.thinking === 'adaptive') return { thinking: { type: 'adaptive' }, effort: effortOf(level, model) };
  const within = budgetWithin(maxTokens);
  const budget = within === null ? 0 : Math.min(budgetOf(thought), within);
  return budget < LEAST_BUDGET || loopIsUnsigned ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}

/** The most that a budget may be under a cap; null: there is no room for Anthropic's least. */
export function budgetWithin(maxTokens: number): number | null {
  const most = Math.floor(maxTokens * MOST_OF_CAP);
  return most < LEAST_BUDGET ? null : most;
}

function unthinking(model: ClaudeModel, keepsEffort: boolean): Thinking {
  if (!model.canStopThinking) return keepsEffort ? {} : { effort: 'low' };
  return model.thinksUnasked ? { thinking: { type: 'disabled' } } : {};
}

function effortOf(level: ReturnType<typeof levelOf>, { xhigh }: ClaudeModel): NonNullable<Thinking['effort']> {
  switch (level) {
    case 'none':
    case 'minimal':
    case 'low':
      return 'low';
    case 'xhigh':
      return xhigh ? 'xhigh' : 'high';
    default:
      return level;
  }
}

/** With a thought switched on: no `top_k`, no `temperature` but 1, no `top_p` below 0.95. */
export const isThinking = ({ thinking }: Thinking): boolean => thinking !== undefined && thinking.type !== 'disabled';

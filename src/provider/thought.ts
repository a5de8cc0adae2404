/**
 * How much the model that is called is to think: as the client itself asked, else as the policy says for the effort that
 * was decided. Each dialect has its own words for it, and a model of which the policy does not say that it can reason is
 * told nothing.
 */

import type { Thought } from '../tenant/policy.ts';
import type { Tokens } from '../unit.ts';
import type { WireName } from '../wire/ask.ts';
import type { Prompt } from '../wire/prompt.ts';
import type { Order, Target } from './contract.ts';

/**
 * Null: it is told nothing, because it cannot reason, or because what the client said stands in the body that goes out as it
 * is. `prompt` is that of a request of another wire, whose own words have to be translated.
 */
export function thoughtOf({ model }: Target, { ask, decision }: Order, prompt: Prompt | null): Thought | null {
  if (model.thought === null) return null;
  const said = prompt?.thought ?? null;
  if (said?.budget != null) return { budget: said.budget };
  if (said?.level != null) return isLevel(said.level) ? { level: said.level } : { level: 'xhigh' };
  return ask.effort?.by === 'reasoning_effort' ? null : model.thought[decision.effort];
}

/** What a client's wire calls its wish for thought. */
const FIELDS: Readonly<Record<WireName, string>> = {
  chat: 'reasoning_effort',
  responses: 'reasoning.effort',
  messages: 'thinking',
  embeddings: 'reasoning_effort',
};

export const thoughtField = (wire: WireName): string => FIELDS[wire];

/**
 * The client's wish for thought by its name, where the model cannot reason, or its provider has no word for it (`hasWord`),
 * and it is told nothing; none where none is wished.
 */
export function wishedInVain(
  { model }: Target,
  { ask }: Order,
  { thought }: Prompt,
  hasWord = true,
): readonly string[] {
  if ((model.thought !== null && hasWord) || thought === null) return [];
  return thought.budget === 0 || thought.level === 'none' ? [] : [thoughtField(ask.wire)];
}

const isLevel = (level: string): level is keyof typeof BUDGETS => Object.hasOwn(BUDGETS, level);

/** Tokens for a provider that counts them: a level as a share of what official clients give it. */
const BUDGETS = { none: 0, minimal: 1024, low: 2048, medium: 8192, high: 16_384, xhigh: 32_768 } as const;

/** Least first. */
export const LEVELS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

export function budgetOf(thought: Thought): Tokens | 0 {
  return 'budget' in thought ? thought.budget : (BUDGETS[thought.level] as Tokens | 0);
}

/** A level for a provider that has no budgets: the least one that is worth so many tokens. */
export function levelOf(thought: Thought): keyof typeof BUDGETS {
  if ('level' in thought) return thought.level;
  const { budget } = thought;
  const enough = Object.entries(BUDGETS).find(([, tokens]) => tokens >= budget)?.[0];
  return (enough ?? 'xhigh') as keyof typeof BUDGETS;
}

/**
 * The words for effort that a model knows, least first: any other is answered with 400. A model that no row names is asked
 * in the words of its provider. https://platform.openai.com/docs/guides/reasoning, https://console.groq.com/docs/reasoning,
 * https://docs.x.ai/docs/guides/reasoning, https://docs.mistral.ai/capabilities/reasoning/adjustable
 */

import type { Thought } from '../../tenant/policy.ts';
import { LEVELS, levelOf } from '../thought.ts';

type Level = (typeof LEVELS)[number];
export type Levels = readonly [Level, ...Level[]];

export const THREE: Levels = ['low', 'medium', 'high'];
/** vLLM and Ollama, and who follows them: nothing below `low` but not at all, and nothing above `high`. */
export const FOUR: Levels = ['none', ...THREE];

const OPENAI: readonly (readonly [RegExp, Levels])[] = [
  [/^o\d/, THREE],
  [/^gpt-5-pro/, ['high']],
  [/^gpt-5(\.1)?-codex-max/, [...THREE, 'xhigh']],
  [/^gpt-5(\.1)?-codex/, THREE],
  [/^gpt-5\.\d+-pro/, ['medium', 'high', 'xhigh']],
  [/^gpt-5\.\d+-codex/, [...THREE, 'xhigh']],
  [/^gpt-5\.1/, FOUR],
  [/^gpt-5(?!\.)/, ['minimal', ...THREE]],
  [/^gpt-([6-9]|\d\d|5\.)/, [...FOUR, 'xhigh']],
];

export const openaiLevels = (id: string): Levels => OPENAI.find(([pattern]) => pattern.test(id))?.[1] ?? LEVELS;

export const xaiLevels = (id: string): Levels => {
  if (/^grok-3-mini/.test(id)) return ['low', 'high'];
  return /^grok-4\.[3-5]/.test(id) ? FOUR : [...FOUR, 'xhigh'];
};

/** The wish in a word of the model's: the next above, else its highest. */
export function nearest(thought: Thought, levels: Levels): Level {
  const wish = LEVELS.indexOf(levelOf(thought));
  return levels.find((level) => LEVELS.indexOf(level) >= wish) ?? levels.at(-1) ?? levels[0];
}

/** A client's own level, that a model does not know; null: it may stand, known or new. */
export function unknownLevel(
  { levels }: { readonly levels: (id: string) => Levels },
  id: string,
  said: unknown,
): Thought | null {
  const level = LEVELS.find((one) => one === said);
  return level === undefined || levels(id).includes(level) ? null : { level };
}

/**
 * The body of a client of this wire, for a model that the router chose: the client wrote it for another, and Anthropic's
 * models differ in how they are told to think and to draw. What has a word there is said in it, the rest is left out.
 */

import type { Thought } from '../../tenant/policy.ts';
import type { Tokens } from '../../unit.ts';
import { LEVELS } from '../thought.ts';
import type { ClaudeModel } from './models.ts';
import { type Circumstances, isThinking, thinkingOf } from './thinking.ts';

type Body = Readonly<Record<string, unknown>>;

interface Fitted {
  /** What replaces fields of the body; undefined: the field goes. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly dropped: readonly string[];
}

export function fitOwn(body: Body, model: ClaudeModel, circumstances: Omit<Circumstances, 'by'>): Fitted {
  const thought = thoughtFields(body, model, circumstances);
  const drawn = drawnFields(body, model);
  return {
    fields: { ...thought.fields, ...Object.fromEntries(drawn.map((name) => [name, undefined])) },
    dropped: [...thought.dropped, ...drawn],
  };
}

function thoughtFields(body: Body, model: ClaudeModel, circumstances: Omit<Circumstances, 'by'>): Fitted {
  const config = Object(body['output_config']) as Body;
  const { effort, ...rest } = config;
  const wish = wished(body, effort, model);
  const told = wish === null ? {} : thinkingOf(model, wish, { ...circumstances, by: 'asked' });
  const sent = fittedEffort(effort, model) ?? told.effort;
  const kept = sent === effort ? config : { ...rest, ...(sent === undefined ? {} : { effort: sent }) };
  const unheard = wish !== null && !isThinking(told) && told.effort === undefined;
  return {
    fields: {
      ...(wish === null ? {} : { thinking: told.thinking }),
      ...(kept === config ? {} : { output_config: Object.keys(kept).length === 0 ? undefined : kept }),
    },
    dropped: [
      ...(unheard ? ['thinking'] : []),
      ...(effort != null && sent === undefined && !isThinking(told) ? ['output_config.effort'] : []),
    ],
  };
}

/** The client's wish, where it is in words that the model refuses; null where it may stand. */
function wished({ thinking }: Body, effort: unknown, model: ClaudeModel): Thought | null {
  const { type, budget_tokens: budget } = Object(thinking) as Body;
  const level = LEVELS.find((one) => one === effort);
  // Models that refuse to be told how to draw refuse budgets too.
  if (type === 'enabled' && model.thinking === 'adaptive' && model.sampling === 'none') {
    return typeof budget === 'number' ? { budget: budget as Tokens } : { level: level ?? 'high' };
  }
  if (type === 'adaptive' && model.thinking === 'budget') return { level: level ?? 'high' };
  return type === 'disabled' && !model.canStopThinking ? { level: 'none' } : null;
}

function fittedEffort(effort: unknown, model: ClaudeModel): unknown {
  if (effort == null || !model.effort) return undefined;
  return effort === 'xhigh' && !model.xhigh ? 'high' : effort;
}

/** The names of what the model refuses; a temperature of 1 is what it does anyway. */
function drawnFields(body: Body, { sampling }: ClaudeModel): readonly string[] {
  const { temperature, top_p: topP, top_k: topK } = body;
  if (sampling === 'one') return temperature != null && topP != null ? ['top_p'] : [];
  if (sampling === 'any') return [];
  return [
    ...(temperature != null && temperature !== 1 ? ['temperature'] : []),
    ...(topP == null ? [] : ['top_p']),
    ...(topK == null ? [] : ['top_k']),
  ];
}

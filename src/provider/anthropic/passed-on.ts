/**
 * The body of a client that speaks Anthropic's wire itself, with what the router adds: the model, the ledger's cap, and the
 * thought that the decision's effort is worth where the client said nothing of it. The order of its fields stays, and what
 * the router adds gives way to whatever the client did say.
 */

import type { Thought } from '../../tenant/policy.ts';
import type { Target } from '../contract.ts';
import { claudeModel } from './models.ts';
import { thinkingOf } from './thinking.ts';

type Body = Readonly<Record<string, unknown>>;

interface Added {
  /** Null: the client's own cap stands. */
  readonly cap: number | null;
  /** Null: nothing is said of it. */
  readonly thought: Thought | null;
}

export function passedOn(body: Body, { model }: Target, { cap, thought }: Added): Body {
  const sent: Record<string, unknown> = { ...body, model: model.id };
  const said = typeof body['max_tokens'] === 'number' ? body['max_tokens'] : Number.POSITIVE_INFINITY;
  if (cap !== null && cap < said) sent['max_tokens'] = cap;
  if (thought === null) return sent;
  const { thinking, effort } = thinkingOf(claudeModel(model.id), thought, {
    maxTokens: Math.min(said, cap ?? said),
    by: 'policy',
    isBound: isBound(body),
    loopIsUnsigned: endsInLoop(body),
  });
  if (thinking !== undefined) sent['thinking'] = thinking;
  if (effort !== undefined) sent['output_config'] = { ...Object(body['output_config']), effort };
  return sent;
}

/** Thought would make Anthropic refuse what the client did ask for. */
function isBound(body: Body): boolean {
  const { temperature, top_p: topP, top_k: topK, tool_choice: choice } = body;
  const isSampled = (temperature != null && temperature !== 1) || topP != null || topK != null;
  const type: unknown = Reflect.get(Object(choice), 'type');
  return isSampled || type === 'any' || type === 'tool' || lastRole(body) === 'assistant';
}

const lastMessage = ({ messages }: Body): unknown => (Array.isArray(messages) ? messages.at(-1) : undefined);
const lastRole = (body: Body): unknown => Reflect.get(Object(lastMessage(body)), 'role');

/** The loop goes on as it began: without a thought that is signed there is no switching thought on. */
function endsInLoop(body: Body): boolean {
  const content: unknown = Reflect.get(Object(lastMessage(body)), 'content');
  return Array.isArray(content) && content.some((block) => Reflect.get(Object(block), 'type') === 'tool_result');
}

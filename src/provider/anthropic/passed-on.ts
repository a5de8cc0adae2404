/**
 * The body of a client that speaks Anthropic's wire itself, with what the router adds: the model, the ledger's cap, and the
 * thought that the decision's effort is worth where the client said nothing of it. The order of its fields stays, and what
 * the router adds gives way to whatever the client did say.
 */

import type { Thought } from '../../tenant/policy.ts';
import type { Target } from '../contract.ts';
import { fitOwn } from './fit-own.ts';
import { claudeModel } from './models.ts';
import { budgetWithin, thinkingOf } from './thinking.ts';

type Body = Readonly<Record<string, unknown>>;

interface Added {
  /** Null: the client's own cap stands. */
  readonly cap: number | null;
  /** Null: nothing is said of it. */
  readonly thought: Thought | null;
  /** The caller named the model: it may know better, and Anthropic will say. */
  readonly isCallers: boolean;
}

interface PassedOn {
  readonly body: Body;
  readonly dropped: readonly string[];
}

export function passedOn(body: Body, { model }: Target, { cap, thought, isCallers }: Added): PassedOn {
  const claude = claudeModel(model.id);
  const said = typeof body['max_tokens'] === 'number' ? body['max_tokens'] : Number.POSITIVE_INFINITY;
  // Of a server that follows Anthropic it is not known what it refuses.
  const isFitted = !isCallers && claude.isKnown;
  const maxTokens = Math.min(said, cap ?? said, isFitted ? claude.maxOutput : said);
  const circumstances = { maxTokens, isBound: isBound(body), loopIsUnsigned: endsInLoop(body) };
  const own = { ...circumstances, loopIsUnsigned: endsInLoop(body) && !hasThought(body) };
  const fitted = isFitted ? fitOwn(body, claude, own) : { fields: {}, dropped: [] };
  const sent: Record<string, unknown> = {
    ...body,
    ...{ model: model.id, ...(maxTokens < said ? { max_tokens: maxTokens } : {}) },
    ...fitted.fields,
  };
  if (thought !== null) {
    const { thinking, effort } = thinkingOf(claude, thought, { ...circumstances, by: 'policy' });
    if (thinking !== undefined) sent['thinking'] = thinking;
    if (effort !== undefined) sent['output_config'] = { ...Object(sent['output_config']), effort };
  }
  const isCut = maxTokens < said && !leavesRoom(sent['thinking'], maxTokens);
  if (isCut) sent['thinking'] = smaller(sent['thinking'], maxTokens);
  // JSON leaves out what is undefined.
  const lost = isCut && sent['thinking'] === undefined ? ['thinking'] : [];
  return { body: sent, dropped: [...fitted.dropped, ...lost] };
}

/** "`max_tokens` must be greater than `thinking.budget_tokens`": the ledger's cap may be lower than the client's budget. */
function leavesRoom(thinking: unknown, maxTokens: number): boolean {
  const budget: unknown = Reflect.get(Object(thinking), 'budget_tokens');
  return typeof budget !== 'number' || budget < maxTokens;
}

function smaller(thinking: unknown, maxTokens: number): object | undefined {
  const budget = budgetWithin(maxTokens);
  return budget === null ? undefined : { ...Object(thinking), budget_tokens: budget };
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

/** The model's last words came with a thought, which goes back with them. */
function hasThought({ messages }: Body): boolean {
  const last: unknown = (Array.isArray(messages) ? messages : []).findLast(
    (message) => Reflect.get(Object(message), 'role') === 'assistant',
  );
  const content: unknown = Reflect.get(Object(last), 'content');
  return Array.isArray(content) && content.some((block) => /thinking$/.test(Reflect.get(Object(block), 'type')));
}

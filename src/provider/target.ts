/** Models of a policy as targets: with their secrets' values and their own timeouts. */

import { Refusal } from '../error.ts';
import type { Model, Policy, Timeouts } from '../tenant/policy.ts';
import type { Milliseconds } from '../unit.ts';
import type { Ask } from '../wire/ask.ts';
import type { Target } from './contract.ts';
import { rowOf } from './table.ts';

/** A call with any other would fail as if its provider could not be reached. */
const FIT_FOR_HEADER = /^[\x21-\x7e]+$/;

type ReadSecret = (name: string) => string | undefined;

/** Why a model cannot be called from this deployment at all, as the end of a sentence; null when it can. `hasAi`: it has the binding AI. */
export function whyUnusable({ provider }: Pick<Model, 'provider'>, secret: ReadSecret, hasAi: boolean): string | null {
  const { kind, key } = provider;
  const row = rowOf(kind);
  if (row === undefined) return `provider kind ${kind} is not served by this version`;
  const held = key === null ? null : secret(key);
  if (held === undefined) return `the secret ${key} is not set`;
  if (held !== null && !FIT_FOR_HEADER.test(held)) {
    return `the secret ${key} holds white space or a character that no header can hold; set it anew`;
  }
  if (row.transport === 'workers-ai' && !hasAi) {
    return 'the binding AI is missing: add [ai] with binding = "AI" to wrangler.toml';
  }
  return row.unfit?.(provider, held) ?? null;
}

/**
 * What `ask` requires that the model's provider has no word for, as noun phrases. A provider that speaks the client's wire
 * is sent the body as it is, and says for itself what it lacks.
 */
export function lacking(model: Model, ask: Ask): readonly string[] {
  const dialect = rowOf(model.provider.kind)?.dialect(ask.wire);
  if (dialect === undefined || dialect.speaks === ask.wire) return [];
  if (ask.embeddable !== undefined) return dialect.lacksToEmbed?.(ask.embeddable, model) ?? ['embeddings'];
  const several = ask.choices > 1 ? [`${ask.choices} answers at once`] : [];
  try {
    const prompt = ask.prompt();
    return [...several, ...prompt.unsayable, ...dialect.lacks(prompt, model)];
  } catch (cause) {
    // A body that only a provider of its own wire might understand: such a one may be among the candidates.
    if (cause instanceof Refusal) return [...several, `a provider of the format of this request (${cause.message})`];
    throw cause;
  }
}

/** The model's own timeouts over the route's over the policy's. */
function timeoutsOf(policy: Policy, route: string, model: Model): Timeouts {
  return { ...policy.timeouts, ...policy.routes.get(route)?.timeouts, ...model.timeouts };
}

/** The longest that an answer may take, whoever gives it: a conversation may go on with others than were proposed. */
export function longestMs({ timeouts, routes, models }: Policy): Milliseconds {
  let longest = timeouts.totalMs;
  for (const own of [routes, models]) {
    for (const { timeouts } of own.values()) {
      if (timeouts.totalMs !== undefined && timeouts.totalMs > longest) longest = timeouts.totalMs;
    }
  }
  return longest;
}

export function targetsOf(
  names: readonly string[],
  route: string,
  policy: Policy,
  secret: ReadSecret,
): readonly Target[] {
  return names.flatMap((name) => {
    const model = policy.models.get(name);
    if (model === undefined) return [];
    const { key } = model.provider;
    return [{ model, secret: key === null ? null : (secret(key) ?? null), timeouts: timeoutsOf(policy, route, model) }];
  });
}

/**
 * The memory of a conversation: each answer is bound to it, and the ones before it stay known for a while, because
 * their providers' caches are still warm and because an escalation should find its way back down. Pure, plain data.
 */

import type { Milliseconds, Tokens, UnixMs } from '../unit.ts';
import type { Effort, Need } from '../wire/ask.ts';
import type { Rung } from './decision.ts';

/** One answer of a conversation. */
export interface Answered {
  readonly route: string;
  /** The rung that was admitted, its effort included. */
  readonly rung: Rung;
  /** The model of that rung which answered; after a failover not its first. */
  readonly model: string;
  /** When it had answered. */
  readonly at: UnixMs;
  /** Tokens of the prompt it read; 0 when they are not known: no cache is then reckoned with. */
  readonly tokens: Tokens;
  /** The hard requirements it met. */
  readonly needs: readonly Need[];
}

/** What the last answer of a conversation left behind, and before it the last one of each other model, newest first. */
export interface Binding extends Answered {
  readonly earlier: readonly Answered[];
  /** The policy document under which it was given: its models and prices are in the rungs. Unknown in rows of old. */
  readonly revision?: string;
}

/** As many other models as there are other efforts. */
const EARLIER_KEPT = 2;

/** The binding after an answer: what it was before moves into `earlier`, and what is older than `keptMs` is forgotten. */
export function bind(
  previous: Binding | null,
  answered: Answered,
  { keptMs, revision }: { readonly keptMs: Milliseconds; readonly revision: string },
): Binding {
  const earlier = (previous !== null && previous.revision === revision ? answersOf(previous) : []).filter(
    ({ model, at }) => model !== answered.model && answered.at - at < keptMs,
  );
  return { ...answered, earlier: earlier.slice(0, EARLIER_KEPT), revision };
}

/** Every answer a binding knows of, newest first, one a model. */
export function answersOf({ earlier, revision: _, ...last }: Binding): readonly Answered[] {
  return [last, ...earlier];
}

/** The newest answer that the conversation's route gave at an effort. */
export function answeredAt(binding: Binding, effort: Effort): Answered | undefined {
  return answersOf(binding).find(({ route, rung }) => route === binding.route && rung.effort === effort);
}

/** A conversation that goes on: what is asked of `session.ts`, and what it answers. Plain data, since it crosses RPC. */

import type { Milliseconds, Tokens } from '../unit.ts';
import type { Ask } from '../wire/ask.ts';
import type { Candidate, Proposal, Step } from './decision.ts';

/** What a request says of its conversation. */
export interface Conversation {
  readonly sticky: boolean;
  readonly idleMs: Milliseconds;
  readonly heldBy: Ask['heldBy'];
  /** The caller names the route: no other may answer. */
  readonly routeNamed: boolean;
  /** The policy document the request comes under. */
  readonly revision: string;
  /**
   * Every model of that document which may answer this request, with its price of today: a held conversation must find its
   * model again although the document has changed since. Empty where nothing holds it.
   */
  readonly standing: readonly Candidate[];
}

/** A request, as far as it matters to its conversation. */
export interface Resumption {
  readonly proposal: Proposal;
  readonly session: Conversation;
  /** The best guess at the tokens of the prompt. */
  readonly input: { readonly estimate: Tokens };
  /** The client's own cap on each of `choices` answers; null when it set none. */
  readonly output: { readonly limit: Tokens | null; readonly choices: number };
}

export interface Resumed {
  /** `route` in it stays what was classified or named; its rungs are those on which the conversation goes on. */
  readonly proposal: Proposal;
  /** The route that the first rung is of: where the intent stays, that of the conversation. */
  readonly route: string;
  /** The model that answered the conversation last; null when it is new, idle, or not for a session to decide. */
  readonly bound: string | null;
  /** The conversation stays with that model, unless a limit moves the request. */
  readonly kept: boolean;
  /** Rule `session` where the session changed the proposal, `switch` where it let it have its way. */
  readonly why: readonly Step[];
}
